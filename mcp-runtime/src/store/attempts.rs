//! Retries, for stores that are reached over a network.

use std::error::Error;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout_at};

use super::{Revision, StoreError};

/// How long an operation may take, with all its attempts.
pub(super) const OVERALL: Duration = Duration::from_secs(5);

/// How long one step of an attempt may take: connecting, or waiting for an answer.
pub(super) const ATTEMPT: Duration = Duration::from_secs(2);

/// The pauses between attempts.
const BACKOFF: [Duration; 3] = [
    Duration::from_millis(20),
    Duration::from_millis(100),
    Duration::from_millis(400),
];

/// An attempt that failed.
pub(super) struct Failure {
    pub(super) error: Box<dyn Error + Send + Sync>,
    /// Whether another attempt may succeed.
    pub(super) again: bool,
    /// Whether it may have been done nevertheless.
    pub(super) doubt: bool,
}

/// The result of an attempt that succeeded.
pub(super) enum Done<T> {
    Sure(T),
    /// The result may be due to another writer or to an earlier attempt of this operation: the two
    /// can't be told apart.
    Unless(T),
}

/// Retries until the operation is done, can't succeed, or takes too long. An attempt must do no
/// harm if an earlier one was done, and limits the time of its own steps.
pub(super) async fn attempts<T, F: Future<Output = Result<Done<T>, Failure>>>(
    doing: &'static str,
    mut attempt: impl FnMut() -> F,
) -> Result<T, StoreError> {
    let deadline = Instant::now() + OVERALL;
    let mut doubt = false;
    let mut pauses = BACKOFF.into_iter();
    loop {
        let failure = match timeout_at(deadline, attempt()).await {
            Ok(Ok(Done::Unless(_))) if doubt => {
                return Err(StoreError::new(
                    doing,
                    "the connection was lost meanwhile, and it can't be told whether it was done",
                ));
            }
            Ok(Ok(Done::Sure(done) | Done::Unless(done))) => return Ok(done),
            Ok(Err(failure)) => failure,
            Err(_) => {
                return Err(StoreError::new(
                    doing,
                    format!("no answer within {OVERALL:?}"),
                ));
            }
        };
        doubt |= failure.doubt;
        match pauses
            .next()
            .filter(|pause| failure.again && Instant::now() + *pause < deadline)
        {
            Some(pause) => sleep(pause).await,
            None => return Err(StoreError::new(doing, failure.error)),
        }
    }
}

/// A revision that nobody else uses, so that a later attempt finds out whether the first one was
/// done.
pub(super) fn fresh_revision() -> Result<Revision, StoreError> {
    let mut random = [0; 8];
    orion::util::secure_rand_bytes(&mut random)
        .map_err(|e| StoreError::new("giving a revision", e.to_string()))?;
    // Databases count with a sign.
    Ok(Revision(u64::from_le_bytes(random) >> 1))
}

/// The host and the port of a URL, for messages: the part before them is secret, and the part after
/// them may be. If they can't be told from a secret, no part of the URL.
pub(super) fn place(url: &str) -> &str {
    const UNKNOWN: &str = "the host of its URL";
    let Some((_, rest)) = url.split_once("://") else {
        return UNKNOWN;
    };
    // A password may hold any of the characters that end a host, and stand behind it.
    let rest = match rest.rsplit_once('@') {
        Some((before, _))
            if before
                .split_once('?')
                .is_some_and(|(_, query)| query.contains('=')) =>
        {
            return UNKNOWN;
        }
        Some((_, rest)) => rest,
        None => rest,
    };
    rest.split(['/', '?', '#'])
        .next()
        .filter(|place| !place.is_empty())
        .unwrap_or("localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lost(doubt: bool) -> Result<Done<u8>, Failure> {
        Err(Failure {
            error: "lost".into(),
            again: true,
            doubt,
        })
    }

    async fn run(mut outcomes: Vec<Result<Done<u8>, Failure>>) -> Result<u8, String> {
        outcomes.reverse();
        attempts("testing", || {
            std::future::ready(outcomes.pop().unwrap_or_else(|| lost(false)))
        })
        .await
        .map_err(|e| e.to_string())
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_lost_is_tried_again() {
        assert_eq!(
            run(vec![lost(true), lost(false), Ok(Done::Sure(7))]).await,
            Ok(7)
        );
        assert_eq!(run(vec![lost(false), Ok(Done::Unless(7))]).await, Ok(7));
        assert!(run(vec![]).await.is_err_and(|e| e.contains("lost")));
        let refused = Err(Failure {
            error: "refused".into(),
            again: false,
            doubt: false,
        });
        assert!(
            run(vec![refused, Ok(Done::Sure(7))])
                .await
                .is_err_and(|e| e.contains("refused"))
        );
    }

    #[tokio::test(start_paused = true)]
    async fn what_may_have_been_done_before_is_no_answer() {
        assert!(
            run(vec![lost(true), Ok(Done::Unless(7))])
                .await
                .is_err_and(|e| e.contains("can't be told"))
        );
    }

    #[tokio::test(start_paused = true)]
    async fn what_hangs_is_given_up() {
        let began = Instant::now();
        let hung = attempts("testing", std::future::pending::<Result<Done<u8>, Failure>>).await;
        assert!(hung.is_err_and(|e| e.to_string().contains("no answer")));
        assert!(began.elapsed() <= OVERALL);
    }

    #[test]
    fn a_place_has_no_secret() {
        for (url, expected) in [
            (
                "redis://user:p@ss/w?rd@db.example.com:6379/0?prefix=x",
                "db.example.com:6379",
            ),
            ("postgres://db/name?password=secret", "db"),
            ("postgres:///name", "localhost"),
            ("redis://[::1]:6379", "[::1]:6379"),
            (
                "postgres://db/name?user=me&password=se@cret",
                "the host of its URL",
            ),
            ("host=db user=me password=secret", "the host of its URL"),
        ] {
            assert_eq!(place(url), expected, "{url}");
        }
    }
}
