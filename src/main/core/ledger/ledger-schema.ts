/**
 * The tables of the ledger. `effects` has no key on the entry: that an effect can happen twice is what it is there to
 * show. `processed_events` has: it is what makes a second delivery a no-op. `buried` stays, whatever becomes of the delivery
 * later; `unwanted` are entries of a type that the handler is not subscribed to: of both no effect is to be expected.
 */
export const LEDGER_SCHEMA = `
CREATE TABLE IF NOT EXISTS events (
  lab TEXT NOT NULL, stream TEXT NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL, source TEXT NOT NULL, correlation_id TEXT NOT NULL,
  payload TEXT NOT NULL, created_at INTEGER NOT NULL, processed_at INTEGER, PRIMARY KEY (lab, stream, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS processed_events (
  lab TEXT NOT NULL, grp TEXT NOT NULL, event_id TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (lab, grp, event_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS effects (
  n INTEGER PRIMARY KEY, lab TEXT NOT NULL, grp TEXT NOT NULL, consumer TEXT NOT NULL, handler TEXT NOT NULL, event_id TEXT NOT NULL,
  kind TEXT NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS effects_of ON effects (lab, grp, event_id);
CREATE TABLE IF NOT EXISTS deliveries (
  lab TEXT NOT NULL, grp TEXT NOT NULL, event_id TEXT NOT NULL, handler TEXT NOT NULL, status TEXT NOT NULL, attempts INTEGER NOT NULL,
  last_error TEXT, next_retry_at INTEGER, delivered_at INTEGER, buried INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (lab, grp, event_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS unwanted (lab TEXT NOT NULL, grp TEXT NOT NULL, event_id TEXT NOT NULL, PRIMARY KEY (lab, grp, event_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS subscriptions (
  lab TEXT NOT NULL, type TEXT NOT NULL, handler TEXT NOT NULL, grp TEXT NOT NULL, active INTEGER NOT NULL, PRIMARY KEY (lab, grp, type)
) WITHOUT ROWID;
`
