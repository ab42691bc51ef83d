/*
 * The full loop XADD -> XREADGROUP -> XACK in C with hiredis: one process, two threads, one connection each.
 * The producer sends XADDs that were formatted once and get their number written into them, so many in a write and two
 * writes under way; the consumer reads up to COUNT entries and acks them with one XACK.
 *
 * hiredis-loop PORT KEY ENTRIES ENTRIES_PER_WRITE COUNT VALUE_BYTES
 * Prints the seconds from the first XADD to the reply of the last XACK.
 */
#include <hiredis/hiredis.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define WRITES_IN_FLIGHT 2
#define SEQ_DIGITS 10

static int port;
static const char *key;
static long entries;
static long per_write;
static const char *count_text;
static long count;
static long value_bytes;

static redisContext *open_connection(void) {
  redisContext *context = redisConnect("127.0.0.1", port);
  if (context == NULL || context->err) {
    fprintf(stderr, "cannot connect: %s\n", context == NULL ? "no memory" : context->errstr);
    exit(1);
  }
  return context;
}

static redisReply *take(redisContext *context) {
  redisReply *reply = NULL;
  if (redisGetReply(context, (void **)&reply) != REDIS_OK || reply == NULL || reply->type == REDIS_REPLY_ERROR) {
    fprintf(stderr, "failed: %s\n", reply == NULL ? context->errstr : reply->str);
    exit(1);
  }
  return reply;
}

static void *produce(void *argument) {
  redisContext *context = argument;
  char *value = malloc((size_t)value_bytes + 1);
  memset(value, 'x', (size_t)value_bytes);
  value[value_bytes] = 0;
  const char *words[] = {"XADD", key, "MAXLEN", "~", "2000000", "*", "seq", "0000000000", "payload", value};
  size_t lengths[10];
  for (int i = 0; i < 10; i++) lengths[i] = strlen(words[i]);
  char *command = NULL;
  long long size = redisFormatCommandArgv(&command, 10, words, lengths);
  char *seq = strstr(command, "0000000000");
  long sent = 0;
  long answered = 0;
  while (answered < entries) {
    while (sent < entries && sent - answered < WRITES_IN_FLIGHT * per_write) {
      for (long i = 0; i < per_write && sent < entries; i++) {
        sent++;
        long left = sent;
        for (int digit = SEQ_DIGITS - 1; digit >= 0; digit--, left /= 10) seq[digit] = (char)('0' + left % 10);
        redisAppendFormattedCommand(context, command, (size_t)size);
      }
      int written = 0;
      while (!written) {
        if (redisBufferWrite(context, &written) != REDIS_OK) {
          fprintf(stderr, "failed: %s\n", context->errstr);
          exit(1);
        }
      }
    }
    for (long i = 0; i < per_write && answered < sent; i++, answered++) freeReplyObject(take(context));
  }
  return NULL;
}

static void *consume(void *argument) {
  redisContext *context = argument;
  const char *read[] = {"XREADGROUP", "GROUP", "g", "c", "COUNT", count_text, "BLOCK", "2000", "STREAMS", key, ">"};
  size_t read_lengths[11];
  for (int i = 0; i < 11; i++) read_lengths[i] = strlen(read[i]);
  char *read_command = NULL;
  long long read_size = redisFormatCommandArgv(&read_command, 11, read, read_lengths);
  const char **ack = malloc(sizeof(char *) * (size_t)(count + 3));
  size_t *ack_lengths = malloc(sizeof(size_t) * (size_t)(count + 3));
  ack[0] = "XACK";
  ack[1] = key;
  ack[2] = "g";
  for (int i = 0; i < 3; i++) ack_lengths[i] = strlen(ack[i]);
  for (long acked = 0; acked < entries;) {
    redisAppendFormattedCommand(context, read_command, (size_t)read_size);
    redisReply *reply = take(context);
    if (reply->type == REDIS_REPLY_ARRAY && reply->elements == 1) {
      redisReply *list = reply->element[0]->element[1];
      for (size_t i = 0; i < list->elements; i++) {
        ack[3 + i] = list->element[i]->element[0]->str;
        ack_lengths[3 + i] = (size_t)list->element[i]->element[0]->len;
      }
      redisAppendCommandArgv(context, (int)(3 + list->elements), ack, ack_lengths);
      redisReply *answer = take(context);
      acked += (long)answer->integer;
      freeReplyObject(answer);
    }
    freeReplyObject(reply);
  }
  return NULL;
}

int main(int argc, char **argv) {
  if (argc != 7) {
    fprintf(stderr, "usage: %s PORT KEY ENTRIES ENTRIES_PER_WRITE COUNT VALUE_BYTES\n", argv[0]);
    return 1;
  }
  port = atoi(argv[1]);
  key = argv[2];
  entries = atol(argv[3]);
  per_write = atol(argv[4]);
  count_text = argv[5];
  count = atol(argv[5]);
  value_bytes = atol(argv[6]);
  redisContext *producer = open_connection();
  redisContext *consumer = open_connection();
  freeReplyObject(redisCommand(producer, "XGROUP CREATE %s g 0 MKSTREAM", key));
  struct timespec start;
  struct timespec end;
  pthread_t threads[2];
  clock_gettime(CLOCK_MONOTONIC, &start);
  pthread_create(&threads[0], NULL, consume, consumer);
  pthread_create(&threads[1], NULL, produce, producer);
  pthread_join(threads[0], NULL);
  clock_gettime(CLOCK_MONOTONIC, &end);
  pthread_join(threads[1], NULL);
  printf("%.6f\n", (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9);
  return 0;
}
