//! When records end.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::{HOUR, Works, eventually, group, key};
use crate::store::{Condition, Store};

/// A life short enough to wait for its end.
const SHORT: Duration = Duration::from_millis(400);

/// How much earlier a record may end, since clocks are coarse.
const COARSE: Duration = Duration::from_millis(20);

pub(super) async fn a_record_ends(store: &Arc<impl Store>) {
    let group = group("ends");
    let (short, long, shortened) = (
        key(&group, "short"),
        key(&group, "long"),
        key(&group, "shortened"),
    );
    store.create(&long, "long", HOUR).await;
    store.create(&shortened, "shortened", HOUR).await;
    let put = Instant::now();
    store.create(&short, "short", SHORT).await;
    eventually("a record past its end is gone", async || {
        store.read(&short).await.is_none().then_some(())
    })
    .await;
    assert!(
        put.elapsed() + COARSE >= SHORT,
        "a record that was to live for {SHORT:?} was gone after {:?}",
        put.elapsed()
    );
    let extended = store
        .get(&shortened, Some(SHORT))
        .await
        .expect("the store works");
    assert!(extended.is_some(), "it is there for an hour");
    eventually("an extension also makes a life shorter", async || {
        store.read(&shortened).await.is_none().then_some(())
    })
    .await;
    assert!(
        store.read(&long).await.is_some(),
        "a record is there until its end"
    );
}

pub(super) async fn a_record_lives_on_when_it_is_extended_or_put_again(store: &Arc<impl Store>) {
    // As long as it is there to be extended, however slow the machine.
    let ttl = Duration::from_secs(4);
    let group = group("lives-on");
    let (extended, again) = (key(&group, "extended"), key(&group, "again"));
    let put = Instant::now();
    store.create(&extended, "extended", ttl).await;
    let revision = store.create(&again, "again", ttl).await;
    let done = store
        .get(&extended, Some(HOUR))
        .await
        .expect("the store works");
    assert!(
        done.is_some_and(|record| record.value == "extended"),
        "what is extended is also given"
    );
    store
        .write(&again, "again", HOUR, Condition::Unchanged(revision))
        .await
        .expect("it is unchanged");
    tokio::time::sleep_until(put + ttl + Duration::from_millis(200)).await;
    assert!(
        store.read(&extended).await.is_some(),
        "an extension makes a life longer"
    );
    assert!(
        store.read(&again).await.is_some(),
        "a put gives a record a new life"
    );
}

pub(super) async fn an_ended_record_is_as_good_as_none(store: &Arc<impl Store>) {
    let key = key(&group("ended"), "a");
    let revision = store.create(&key, "a", SHORT).await;
    eventually("a record past its end is gone", async || {
        store.read(&key).await.is_none().then_some(())
    })
    .await;
    let extended = store.get(&key, Some(HOUR)).await.expect("the store works");
    assert_eq!(extended, None, "what is past its end can't be extended");
    assert!(
        !store.delete(&key).await,
        "what is past its end isn't there to be removed"
    );
    let stale = store
        .write(&key, "b", HOUR, Condition::Unchanged(revision))
        .await;
    assert_eq!(stale, None, "what is past its end isn't unchanged");
    let anew = store.create(&key, "b", HOUR).await;
    assert_ne!(anew, revision, "what is put anew has another revision");
}

pub(super) async fn the_longest_life_is_taken(store: &Arc<impl Store>) {
    let key = key(&group("for-ever"), "a");
    store.create(&key, "a", Duration::MAX).await;
    let record = store
        .get(&key, Some(Duration::MAX))
        .await
        .expect("any extension is taken");
    assert!(
        record.is_some() && store.delete(&key).await,
        "a record may live as long as it is asked to"
    );
}
