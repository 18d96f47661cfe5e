use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::value::RawValue;

use super::*;
use crate::store::MemoryStore;
use crate::task::machine::{End, Fence};
use crate::task::record::{Authority, Order, Owner, Phase};
use crate::task::rounds;

const HOUR: u64 = 3_600_000;

fn keys() -> SealingKeys {
    SealingKeys::new([[7; 32]]).unwrap_or_else(|e| panic!("{e}"))
}

fn ledger(limits: TaskLimits) -> Ledger {
    ledger_in(Arc::new(MemoryStore::new()), limits)
}

fn ledger_in(store: Arc<MemoryStore>, limits: TaskLimits) -> Ledger {
    let notify = Notify::for_tests(|_| ());
    Ledger::new(store, &keys(), limits, notify, Box::new(|_| ()))
}

const LIMITS: TaskLimits = TaskLimits {
    live: 100,
    per_caller: 2,
    size: 10_000,
};

fn order() -> Order {
    Order {
        tool: "work".into(),
        schema: String::new(),
        owner: Owner::Anonymous,
        authority: Authority::Anonymous,
        caller: [0; 4],
        request: RawValue::from_string(r#"{"secret":"Rosebud"}"#.into()).expect("it is JSON"),
        answers: BTreeMap::new(),
        max_attempts: 1,
        poll: 1_000,
        external: false,
    }
}

async fn made(ledger: &Ledger, caller: u8) -> Result<TaskId, LedgerError> {
    let id = TaskId::new([caller; 4]).unwrap_or_else(|e| panic!("{e}"));
    let record = Record::new(order(), HOUR, now());
    ledger.create(id, &record).await.map(|()| id)
}

async fn take(ledger: &Ledger, id: TaskId) -> Fence {
    let taken = ledger.update(id, |record| Step::Quiet(record.take("w", now(), HOUR)));
    taken
        .await
        .expect("the store works")
        .expect("it is there")
        .expect("it is free")
}

fn result(text: &str) -> End {
    End::Completed(serde_json::value::to_raw_value(text).expect("a text is JSON"))
}

#[tokio::test]
async fn a_caller_and_a_server_have_so_many_that_live() {
    let ledger = ledger(TaskLimits { live: 3, ..LIMITS });
    let first = made(&ledger, 1).await.expect("there is room");
    made(&ledger, 1).await.expect("there is room");
    let refused = made(&ledger, 1).await;
    assert!(
        matches!(refused, Err(LedgerError::CallerFull { most: 2 })),
        "{refused:?}"
    );
    made(&ledger, 2).await.expect("another caller has room");
    let refused = made(&ledger, 2).await;
    assert!(
        matches!(refused, Err(LedgerError::Full { most: 3 })),
        "{refused:?}"
    );
    assert_eq!(
        ledger.live(None, 10).await.map(|ids| ids.len()).ok(),
        Some(3)
    );

    // What has ended counts no longer, and what was refused has left nothing behind.
    let cancelled = ledger
        .update(first, |record| Step::Told(record.cancel(now())))
        .await;
    assert!(matches!(cancelled, Ok(Some(true))), "{cancelled:?}");
    made(&ledger, 2).await.expect("there is room again");
    assert!(ledger.read(first).await.expect("the store works").is_some());
}

#[tokio::test]
async fn a_record_has_its_greatest_size() {
    let ledger = ledger(LIMITS);
    let id = made(&ledger, 1).await.expect("there is room");
    let fence = take(&ledger, id).await;
    let long = "x".repeat(LIMITS.size);
    let refused = ledger
        .update(id, |record| {
            Step::Told(record.finish(fence, result(&long), now()))
        })
        .await;
    assert!(
        matches!(refused, Err(LedgerError::TooLarge { .. })),
        "{refused:?}"
    );
    let record = ledger
        .read(id)
        .await
        .expect("the store works")
        .expect("it is there");
    assert!(!record.is_over(), "and nothing was changed");
}

#[test]
fn what_is_persistent_is_sealed_for_its_place() {
    let id = |caller| TaskId::new([caller; 4]).unwrap_or_else(|e| panic!("{e}"));
    let (one, other) = (id(1).key(), id(2).key());
    let record = Record::new(order(), HOUR, 0);
    let seals = RecordKeys::new(&keys(), true);
    let bytes = seals.write(&one, &record).expect("it is data");
    assert!(!String::from_utf8_lossy(&bytes).contains("Rosebud"));
    assert!(seals.read(&one, &bytes).is_some());
    assert!(seals.read(&other, &bytes).is_none(), "another task's place");
    let mut changed = bytes.to_vec();
    changed[30] ^= 1;
    assert!(seals.read(&one, &changed).is_none());
    let plain = RecordKeys::new(&keys(), false)
        .write(&one, &record)
        .expect("it is data");
    assert!(String::from_utf8_lossy(&plain).contains("Rosebud"));
}

/// One who cancels, one who completes, and one who looks, each on a thread of its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn of_a_cancellation_and_a_completion_exactly_one_wins() {
    let ledger = Arc::new(ledger(LIMITS));
    let races = rounds(10_000);
    let (mut cancelled, mut completed) = (0, 0);
    for _ in 0..races {
        let id = made(&ledger, 1).await.expect("there is room");
        let fence = take(&ledger, id).await;
        let cancelling = tokio::spawn({
            let ledger = ledger.clone();
            async move {
                ledger
                    .update(id, |record| Step::Told(record.cancel(now())))
                    .await
            }
        });
        let completing = tokio::spawn({
            let ledger = ledger.clone();
            async move {
                let finished = |record: &mut Record| match record.finish(fence, result("1"), now())
                {
                    Ok(()) => Step::Told(true),
                    Err(_) => Step::Keep(false),
                };
                ledger.update(id, finished).await
            }
        });
        // Nobody sees it change once it has ended.
        let mut seen = None;
        loop {
            let done = cancelling.is_finished() && completing.is_finished();
            let record = ledger
                .read(id)
                .await
                .expect("the store works")
                .expect("it is kept");
            let was_cancelled = matches!(record.phase, Phase::Cancelled);
            if record.is_over() {
                assert_eq!(*seen.get_or_insert(was_cancelled), was_cancelled);
            } else {
                assert!(seen.is_none(), "it lives again");
            }
            if done {
                break;
            }
            tokio::task::yield_now().await;
        }
        let won = |done: Result<Option<bool>, LedgerError>| done.ok().flatten() == Some(true);
        let cancel_won = won(cancelling.await.expect("it doesn't panic"));
        let completion_won = won(completing.await.expect("it doesn't panic"));
        assert!(cancel_won != completion_won, "exactly one wins");
        assert_eq!(seen, Some(cancel_won));
        cancelled += u32::from(cancel_won);
        completed += u32::from(completion_won);
        ledger.remove(id).await;
    }
    assert_eq!(cancelled + completed, races);
}

/// Results are kept for an hour, but never more of them than there is room for: the oldest make way
/// for new tasks, and one that lives never does.
#[tokio::test(start_paused = true)]
async fn tasks_that_have_ended_stay_within_the_stores_bound() {
    let tasks = rounds(100_000);
    let most = 42 * tasks as usize;
    let store = Arc::new(MemoryStore::new().max_bytes(most));
    let ledger = ledger_in(store.clone(), LIMITS);
    let alive = made(&ledger, 0).await.expect("there is room");
    let mut ids = Vec::new();
    for number in 0..tasks {
        let id = made(&ledger, number.to_le_bytes()[0]).await;
        let id = id.unwrap_or_else(|e| panic!("task {number} finds no room: {e:?}"));
        let end = ledger.update(id, |record| Step::Told(record.cancel(now())));
        assert!(matches!(end.await, Ok(Some(true))));
        let (bytes, _) = store.holds();
        assert!(bytes <= most, "{bytes} bytes after {number} tasks");
        ids.push(id);
    }
    let is_there = async |id| ledger.read(id).await.expect("the store works").is_some();
    assert!(is_there(alive).await, "it lives");
    assert!(
        is_there(ids[ids.len() - 1]).await,
        "the last one has its time"
    );
    assert!(!is_there(ids[0]).await, "the bound was reached");
}

#[tokio::test]
async fn whoever_has_little_keeps_it_and_what_lives_is_refused_nothing_but_room() {
    const BYTES: usize = 1 << 20;
    let store = Arc::new(MemoryStore::new().max_bytes(BYTES));
    let limits = TaskLimits {
        live: 10_000,
        per_caller: 10_000,
        size: BYTES,
    };
    let ledger = ledger_in(store.clone(), limits);
    let end = async |id: TaskId, text: &str| {
        let fence = take(&ledger, id).await;
        let end = ledger.update(id, |record| {
            Step::Told(record.finish(fence, result(text), now()))
        });
        end.await
    };
    let little = made(&ledger, 1).await.expect("there is room");
    end(little, "little").await.expect("there is room");
    // One caller fills what tasks may have, again and again.
    for _ in 0..100 {
        let id = made(&ledger, 2).await.expect("results make way");
        end(id, &"x".repeat(BYTES / 64))
            .await
            .expect("results make way");
    }
    let there = ledger.read(little).await.expect("the store works");
    assert!(
        there.is_some(),
        "another caller's results are what makes way"
    );
    // A result makes way as well for what goes on with a task that lives, …
    let alive = made(&ledger, 3).await.expect("results make way");
    end(alive, &"x".repeat(BYTES / 16))
        .await
        .expect("results make way");
    // … and where only tasks that live are left, the next one is refused.
    let mut living = Vec::new();
    let refused = loop {
        match made(&ledger, 4).await {
            Ok(id) => living.push(id),
            Err(error) => break error,
        }
    };
    assert!(
        matches!(&refused, LedgerError::Store(error) if error.is_full().is_some()),
        "{refused:?}"
    );
    for id in living {
        let there = ledger.read(id).await.expect("the store works");
        assert!(there.is_some_and(|record| !record.is_over()));
    }
}
