/** An entry's id in digits of one width, so that SQLite, which compares text, puts ids in the order of their numbers, all 64 bits of both. */
const inOrder = (id: string): string => `substr('${'0'.repeat(20)}' || substr(${id}, 1, instr(${id}, '-') - 1), -20) || substr('${'0'.repeat(20)}' || substr(${id}, instr(${id}, '-') + 1), -20)`

/**
 * The tables of the ledger. `effects` has no key on the entry: that an effect can happen twice is what it is there to
 * show. `processed_events` has: it is what makes a second delivery a no-op. `buried` stays, whatever becomes of the delivery
 * later; `attempts` is NULL of what was buried before any was written down; `unwanted` are entries of a type that the handler is not subscribed
 * to: of both no effect is to be expected. `ord` is the order of pages, which an index has so that no page sorts a lab.
 */
export const LEDGER_SCHEMA = `
CREATE TABLE IF NOT EXISTS events (
  lab TEXT NOT NULL, stream TEXT NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL, source TEXT NOT NULL, correlation_id TEXT NOT NULL,
  payload TEXT NOT NULL, created_at INTEGER NOT NULL, processed_at INTEGER, ord TEXT AS (${inOrder('id')}) VIRTUAL, PRIMARY KEY (lab, stream, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS events_newest ON events (lab, ord, stream);
CREATE TABLE IF NOT EXISTS processed_events (
  lab TEXT NOT NULL, grp TEXT NOT NULL, event_id TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (lab, grp, event_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS effects (
  n INTEGER PRIMARY KEY, lab TEXT NOT NULL, grp TEXT NOT NULL, consumer TEXT NOT NULL, handler TEXT NOT NULL, event_id TEXT NOT NULL,
  kind TEXT NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS effects_of ON effects (lab, grp, event_id);
CREATE INDEX IF NOT EXISTS effects_for ON effects (lab, grp, key);
CREATE TABLE IF NOT EXISTS deliveries (
  lab TEXT NOT NULL, grp TEXT NOT NULL, event_id TEXT NOT NULL, handler TEXT NOT NULL, status TEXT NOT NULL, attempts INTEGER,
  last_error TEXT, next_retry_at INTEGER, delivered_at INTEGER, buried INTEGER NOT NULL DEFAULT 0, buried_why TEXT,
  ord TEXT AS (${inOrder('event_id')}) VIRTUAL, PRIMARY KEY (lab, grp, event_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS deliveries_newest ON deliveries (lab, ord, grp);
CREATE INDEX IF NOT EXISTS deliveries_by_status ON deliveries (lab, status, ord, grp);
CREATE TABLE IF NOT EXISTS unwanted (lab TEXT NOT NULL, grp TEXT NOT NULL, event_id TEXT NOT NULL, PRIMARY KEY (lab, grp, event_id)) WITHOUT ROWID;
`
