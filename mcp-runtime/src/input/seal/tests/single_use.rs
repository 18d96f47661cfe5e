//! A state is used once, by whichever instance.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::*;
use crate::store::{MemoryStore, Record, Revision, Store};

#[test]
fn it_is_used_once() {
    let sealer = sealer();
    let (first, second) = (sealed(&sealer), sealed(&sealer));
    let open =
        |text: &str| bound(|binding| sealer.open(text, binding)).unwrap_or_else(|| panic!("opens"));
    let (opened, again, other) = (open(&first), open(&first), open(&second));
    let consume = |opened: &Opened| sealer.consume_at(opened.ticket, now());
    assert_eq!(consume(&opened), Use::First);
    assert_eq!([&opened, &again].map(consume), [Use::Late; 2]);
    assert_eq!(consume(&other), Use::First, "another of the same request");
    let late = open(&sealed(&sealer)).ticket;
    let expired = open(&sealed(&sealer)).ticket;
    assert_eq!(sealer.consume_at(late, late.expires - 1), Use::First);
    assert_eq!(
        sealer.consume_at(expired, expired.expires),
        Use::Late,
        "expired since it was opened"
    );
    assert_eq!(
        Sealer::new(keys(&[1]), HOUR).consume_at(open(&sealed(&sealer)).ticket, now()),
        Use::Foreign,
        "another process can't know whether it was used"
    );
}

#[test]
fn what_goes_on_from_a_state_shares_its_end_and_its_single_use_unless_that_was_made() {
    let sealer = sealer();
    bound(|binding| {
        let first = sealer
            .seal_at(&memory("1"), binding, 0)
            .unwrap_or_else(|error| panic!("{error}"));
        let opened = sealer
            .open_at(&first, binding, 1)
            .unwrap_or_else(|| panic!("it is valid"));
        let next = |is_used| {
            let text = sealer
                .seal(&memory("2"), binding, Some((&opened, IsUsed(is_used))))
                .unwrap_or_else(|error| panic!("{error}"));
            (
                sealer.open_at(&text, binding, 2),
                sealer.open_at(&text, binding, opened.ticket.expires),
            )
        };
        let (one, two, three) = (next(false), next(false), next(true));
        let ((Some(one), late), (Some(two), _), (Some(three), too_late)) = (one, two, three) else {
            panic!("they are valid")
        };
        assert!(
            late.is_none() && too_late.is_none(),
            "a question that is asked again lives no longer"
        );
        assert_eq!(sealer.consume_at(one.ticket, 3), Use::First);
        assert_eq!(sealer.consume_at(two.ticket, 3), Use::Late);
        assert_eq!(sealer.consume_at(three.ticket, 3), Use::First);
    });
}

/// A store that other processes share, while it works.
#[derive(Clone, Default)]
struct Elsewhere {
    records: Arc<MemoryStore>,
    is_away: Arc<AtomicBool>,
}

impl Store for Elsewhere {
    async fn get(&self, key: &Key, extend: Option<Duration>) -> Result<Option<Record>, StoreError> {
        self.records.get(key, extend).await
    }

    async fn put(
        &self,
        key: &Key,
        value: Bytes,
        ttl: Duration,
        on: Condition,
    ) -> Result<Option<Revision>, StoreError> {
        self.ping().await?;
        self.records.put(key, value, ttl, on).await
    }

    async fn remove(&self, key: &Key) -> Result<bool, StoreError> {
        self.records.remove(key).await
    }

    async fn list(
        &self,
        group: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<String>, StoreError> {
        self.records.list(group, after, limit).await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        if self.is_away.load(Ordering::Relaxed) {
            Err(StoreError::new("testing", "away"))
        } else {
            Ok(())
        }
    }

    fn is_persistent(&self) -> bool {
        true
    }
}

#[tokio::test]
async fn it_is_used_once_by_all_instances_and_never_while_that_cannot_be_known() {
    let store = Elsewhere::default();
    let shared: SharedStore = Arc::new(store.clone());
    let [one, other] = [(); 2].map(|()| sealer().marking_in(&shared, 2));
    let ticket = |text: &str| {
        bound(|binding| one.open(text, binding))
            .expect("it is valid")
            .ticket
    };
    let (first, second) = (ticket(&sealed(&one)), ticket(&sealed(&other)));
    store.is_away.store(true, Ordering::Relaxed);
    assert!(one.consume(first).await.is_err() && other.consume(first).await.is_err());
    store.is_away.store(false, Ordering::Relaxed);
    let consumed = async |by: &Sealer, ticket| by.consume(ticket).await.expect("it works");
    assert_eq!(consumed(&one, first).await, Use::First, "not used yet");
    assert_eq!(consumed(&one, first).await, Use::Late);
    assert_eq!(consumed(&other, first).await, Use::Late);
    assert_eq!(consumed(&other, second).await, Use::First, "another state");
    let expired = SingleUse {
        expires: now(),
        ..second
    };
    assert_eq!(consumed(&one, expired).await, Use::Late);
    let in_memory: SharedStore = Arc::new(MemoryStore::new());
    let alone = sealer().marking_in(&in_memory, 2);
    let own = ticket(&sealed(&alone));
    assert_eq!(consumed(&alone, own).await, Use::First);
    assert!(
        in_memory
            .list("mcp:used/BwcHBw", None, 1)
            .await
            .is_ok_and(|ids| ids.is_empty()),
        "one process needs no marks elsewhere"
    );
}
