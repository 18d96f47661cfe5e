//! The statements that ask PGMQ. Each does no harm where it is done twice, as after a connection
//! that was lost.

use std::time::Duration;

/// The queue's name, by the schema of the store's tables; what is no name for a queue, by its
/// digest.
pub(super) const NAME: &str = "SELECT 'mcp_tasks_' || CASE
    WHEN current_schema() ~ '^[a-z0-9_]{1,30}$' THEN current_schema()
    ELSE md5(coalesce(current_schema(), '')) END";

/// Whether a queue is there, and whether PGMQ is, or is offered.
pub(super) const KNOWN: &str = "SELECT to_regclass('pgmq.q_' || $1::text) IS NOT NULL,
    to_regprocedure('pgmq.create(text)') IS NOT NULL
        OR EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pgmq')";

/// Creates a queue of this name, and PGMQ where that is offered. Of many instances that start at
/// once, one does so, and the others wait.
pub(super) fn create(queue: &str) -> String {
    format!(
        "DO $$ BEGIN
            PERFORM pg_advisory_xact_lock(19870325, 3);
            IF to_regprocedure('pgmq.create(text)') IS NULL THEN
                CREATE EXTENSION pgmq;
            END IF;
            IF to_regclass('pgmq.q_{queue}') IS NULL THEN
                PERFORM pgmq.create('{queue}');
                CREATE INDEX ON pgmq.q_{queue} USING hash (message);
            END IF;
        END $$"
    )
}

/// The statements about one queue, whose name is a part of them.
#[derive(Debug)]
pub(super) struct Statements {
    /// $1 queue, $2 leg, $3 the most messages. Whether it is queued by now.
    pub(super) send: String,
    /// $1 queue, $2 seconds, $3 the most messages. Takes what is visible, and hides it for so long.
    pub(super) read: String,
    /// $1 queue, $2 ids, $3 the number of each one's delivery, $4 seconds. Hides those that were
    /// not delivered again for so long.
    pub(super) beat: String,
    /// $1 queue, $2 id, $3 the number of its delivery.
    pub(super) finish: String,
    /// The same.
    pub(super) put_back: String,
    pub(super) ping: String,
}

impl Statements {
    /// Of a queue whose name needs no quotes.
    pub(super) fn of(queue: &str) -> Self {
        let table = format!("pgmq.q_{queue}");
        // Nobody else has it delivered before this is done.
        let mine = format!(
            "WITH mine AS MATERIALIZED (SELECT msg_id FROM {table}
                WHERE msg_id = $2::bigint AND read_ct = $3::int FOR UPDATE)"
        );
        Self {
            send: format!(
                "WITH there AS MATERIALIZED (SELECT
                    EXISTS (SELECT FROM {table} WHERE message = $2::text::jsonb
                        AND vt <= clock_timestamp()) AS waits,
                    (SELECT count(*) FROM (SELECT FROM {table} LIMIT $3::bigint) AS part)
                        >= $3::bigint AS is_full),
                sent AS MATERIALIZED (SELECT new FROM there
                    CROSS JOIN LATERAL pgmq.send($1::text, $2::text::jsonb) AS new
                    WHERE NOT waits AND NOT is_full),
                told AS MATERIALIZED (SELECT pg_notify($1::text, '') FROM sent)
                SELECT waits OR NOT is_full, (SELECT count(*) FROM told) FROM there"
            ),
            read: "SELECT msg_id, read_ct, message::text
                FROM pgmq.read($1::text, $2::int, $3::int)"
                .to_owned(),
            beat: format!(
                "SELECT count(*) FROM unnest($2::bigint[], $3::int[]) AS mine (id, delivery)
                JOIN {table} AS there ON there.msg_id = mine.id AND there.read_ct = mine.delivery
                CROSS JOIN LATERAL pgmq.set_vt($1::text, there.msg_id, $4::int) AS kept"
            ),
            finish: format!("{mine} SELECT pgmq.delete($1::text, msg_id) FROM mine"),
            put_back: format!(
                "{mine}, back AS MATERIALIZED (SELECT mine.msg_id FROM mine
                    CROSS JOIN LATERAL pgmq.set_vt($1::text, mine.msg_id, 0) AS back)
                SELECT pg_notify($1::text, '') FROM back"
            ),
            ping: format!("SELECT FROM {table} LIMIT 1"),
        }
    }
}

/// As PGMQ takes a time: in whole seconds, and none is shorter than it was.
pub(super) fn seconds(time: Duration) -> i32 {
    let whole = time.as_secs() + u64::from(time.subsec_nanos() > 0);
    i32::try_from(whole).unwrap_or(i32::MAX)
}
