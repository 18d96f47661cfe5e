//! The contract of every [`Dispatch`], as a test that any of them can be put to.
//!
//! ```
//! use mcp_runtime::task::{LocalDispatch, contract};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! contract::check(LocalDispatch::default()).await;
//! # }
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use tokio::sync::{Notify, Semaphore};
use tokio::time::{Instant, sleep, timeout};

use super::{CancellationToken, Dispatch, Leg, Receipt, Work};

/// How long a delivery may take: more than any engine that works needs.
const PATIENCE: Duration = Duration::from_secs(20);

/// Checks what holds for every engine, with legs of its own. It takes some seconds.
///
/// # Panics
///
/// Where the engine breaks a promise, with what it should have done; and where it fails.
pub async fn check(dispatch: impl Dispatch) {
    let dispatch = Arc::new(dispatch);
    dispatch
        .ping()
        .await
        .expect("an engine that works answers a ping");
    each_leg_is_delivered_as_it_was_sent(&dispatch).await;
    what_was_returned_comes_again(&dispatch).await;
    so_many_at_once_and_no_more(&dispatch).await;
    a_panic_is_one_legs_trouble(&dispatch).await;
    a_stop_waits_for_what_has_begun(&dispatch).await;
}

/// Checks what holds for two workers of an engine that [takes over](Dispatch::takes_over): a leg
/// that is worked on is no other's, and one whose worker died comes to the other, within `silence`
/// and some seconds. `silence`: how long the engine waits before it takes a worker for dead.
///
/// # Panics
///
/// Where the engine breaks a promise, with what it should have done; and where it fails.
pub async fn check_shared(one: impl Dispatch, other: impl Dispatch, silence: Duration) {
    let (one, other) = (Arc::new(one), Arc::new(other));
    assert!(
        one.takes_over() && other.takes_over(),
        "an engine that many workers share delivers a dead worker's legs: `takes_over` is true"
    );
    a_leg_that_is_worked_on_is_nobody_elses(&one, &other, silence).await;
    a_dead_workers_leg_comes_to_another(&one, &other, silence).await;
}

/// Legs that nobody else has.
fn legs(of: &str, count: usize) -> Vec<Leg> {
    let mut random = [0; 12];
    orion::util::secure_rand_bytes(&mut random).expect("the operating system gives randomness");
    let random = URL_SAFE_NO_PAD.encode(random);
    let leg = |n| Leg::new(format!("contract-{random}-{n}"), of, "schema");
    (0..count).map(leg).collect()
}

/// The legs that came, each as often as it did.
#[derive(Default)]
struct Came {
    counts: Mutex<BTreeMap<String, usize>>,
    /// Rung when one has come.
    bell: Notify,
}

impl Came {
    fn add(&self, leg: &Leg) -> usize {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(leg.task().to_owned()).or_default();
        *count += 1;
        self.bell.notify_waiters();
        *count
    }

    fn count(&self, leg: &Leg) -> usize {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.get(leg.task()).copied().unwrap_or_default()
    }

    /// Waits until each of these has come at least so often.
    async fn wait(&self, legs: &[Leg], times: usize, within: Duration, what: &str) {
        let all = async {
            loop {
                let came = self.bell.notified();
                if legs.iter().all(|leg| self.count(leg) >= times) {
                    return;
                }
                // What rang before this listened is seen at the next look.
                let _ = timeout(Duration::from_millis(50), came).await;
            }
        };
        timeout(within, all)
            .await
            .unwrap_or_else(|_| panic!("{what}"));
    }
}

async fn send<D: Dispatch>(dispatch: &D, legs: &[Leg]) {
    for leg in legs {
        dispatch
            .send(leg.clone())
            .await
            .unwrap_or_else(|e| panic!("sending a leg: {e}"));
    }
}

/// Serves while `then` runs, and afterwards until what was begun has ended.
async fn serving<D: Dispatch, T>(
    dispatch: &Arc<D>,
    work: Work,
    at_once: usize,
    then: impl Future<Output = T>,
) -> T {
    let stop = CancellationToken::new();
    let (served, stopping) = (dispatch.clone(), stop.clone());
    let server = tokio::spawn(async move { served.serve(work, at_once, stopping).await });
    let result = then.await;
    stop.cancel();
    let ended = timeout(PATIENCE, server).await;
    ended
        .expect("`serve` returns after a stop")
        .expect("`serve` doesn't panic");
    result
}

async fn each_leg_is_delivered_as_it_was_sent<D: Dispatch>(dispatch: &Arc<D>) {
    let (early, late) = (
        legs("sent before anybody serves", 5),
        legs("sent while one serves", 20),
    );
    let sent: BTreeSet<String> = early
        .iter()
        .chain(&late)
        .map(|leg| format!("{leg:?}"))
        .collect();
    send(&**dispatch, &early).await;
    let came = Arc::new(Came::default());
    let (noting, known) = (came.clone(), Arc::new(sent));
    let work = Work::new(move |leg| {
        assert!(
            known.contains(&format!("{leg:?}")),
            "a leg arrives as it was sent: {leg:?}"
        );
        noting.add(&leg);
        std::future::ready(Receipt::Done)
    });
    serving(dispatch, work, 4, async {
        send(&**dispatch, &late).await;
        came.wait(
            &early,
            1,
            PATIENCE,
            "what was sent before `serve` is delivered",
        )
        .await;
        came.wait(&late, 1, PATIENCE, "each leg is delivered").await;
    })
    .await;
}

async fn what_was_returned_comes_again<D: Dispatch>(dispatch: &Arc<D>) {
    let legs = legs("returned", 3);
    let came = Arc::new(Came::default());
    let noting = came.clone();
    let work = Work::new(move |leg| {
        let receipt = match noting.add(&leg) {
            1 => Receipt::Returned,
            _ => Receipt::Done,
        };
        std::future::ready(receipt)
    });
    serving(dispatch, work, 2, async {
        send(&**dispatch, &legs).await;
        came.wait(
            &legs,
            2,
            PATIENCE,
            "a leg that was returned is delivered again",
        )
        .await;
    })
    .await;
}

async fn so_many_at_once_and_no_more<D: Dispatch>(dispatch: &Arc<D>) {
    const AT_ONCE: usize = 3;
    let legs = legs("at once", 9);
    let came = Arc::new(Came::default());
    let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let gate = Arc::new(Semaphore::new(0));
    let work = {
        let (came, running, most, gate) =
            (came.clone(), running.clone(), most.clone(), gate.clone());
        Work::new(move |leg| {
            let (came, running, most, gate) =
                (came.clone(), running.clone(), most.clone(), gate.clone());
            async move {
                most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                came.add(&leg);
                gate.acquire().await.expect("it is never closed").forget();
                running.fetch_sub(1, Ordering::SeqCst);
                Receipt::Done
            }
        })
    };
    serving(dispatch, work, AT_ONCE, async {
        send(&**dispatch, &legs).await;
        let full = async {
            while running.load(Ordering::SeqCst) < AT_ONCE {
                sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(PATIENCE, full)
            .await
            .expect("as many legs are worked on as there is room for");
        gate.add_permits(legs.len());
        came.wait(&legs, 1, PATIENCE, "those that found no room come later")
            .await;
    })
    .await;
    assert_eq!(
        most.load(Ordering::SeqCst),
        AT_ONCE,
        "no more than `at_once` at a time"
    );
}

async fn a_panic_is_one_legs_trouble<D: Dispatch>(dispatch: &Arc<D>) {
    let legs = legs("panicking", 3);
    let came = Arc::new(Came::default());
    let (noting, bad) = (came.clone(), legs[0].clone());
    let work = Work::new(move |leg| {
        let (noting, bad) = (noting.clone(), bad.clone());
        async move {
            let times = noting.add(&leg);
            assert!(
                leg != bad || times > 1,
                "a worker that panics, as this check wants"
            );
            Receipt::Done
        }
    });
    serving(dispatch, work, 1, async {
        send(&**dispatch, &legs).await;
        came.wait(
            &legs[1..],
            1,
            PATIENCE,
            "other legs are delivered after a panic",
        )
        .await;
    })
    .await;
}

async fn a_stop_waits_for_what_has_begun<D: Dispatch>(dispatch: &Arc<D>) {
    let legs = legs("stopped", 1);
    let came = Arc::new(Came::default());
    let (begun, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let ended = Arc::new(AtomicUsize::new(0));
    let work = {
        let (came, begun, go, ended) = (came.clone(), begun.clone(), go.clone(), ended.clone());
        Work::new(move |leg| {
            let (came, begun, go, ended) = (came.clone(), begun.clone(), go.clone(), ended.clone());
            async move {
                came.add(&leg);
                begun.notify_one();
                go.notified().await;
                ended.fetch_add(1, Ordering::SeqCst);
                Receipt::Done
            }
        })
    };
    let stop = CancellationToken::new();
    let (served, stopping) = (dispatch.clone(), stop.clone());
    let server = tokio::spawn(async move { served.serve(work, 1, stopping).await });
    send(&**dispatch, &legs).await;
    timeout(PATIENCE, begun.notified())
        .await
        .expect("the leg is delivered");
    stop.cancel();
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
    assert!(
        !server.is_finished(),
        "`serve` waits for the leg that it has begun"
    );
    go.notify_one();
    let served = timeout(PATIENCE, server)
        .await
        .expect("`serve` returns after a stop");
    served.expect("`serve` doesn't panic");
    assert_eq!(
        ended.load(Ordering::SeqCst),
        1,
        "what has begun ends by itself"
    );
}

async fn a_leg_that_is_worked_on_is_nobody_elses<D: Dispatch, E: Dispatch>(
    one: &Arc<D>,
    other: &Arc<E>,
    silence: Duration,
) {
    let legs = legs("kept alive", 1);
    let came = Arc::new(Came::default());
    let noting = came.clone();
    let work = Work::new(move |leg| {
        noting.add(&leg);
        async move {
            sleep(silence * 2 + Duration::from_secs(2)).await;
            Receipt::Done
        }
    });
    serving(one, work.clone(), 1, async {
        serving(other, work, 1, async {
            send(&**one, &legs).await;
            came.wait(&legs, 1, PATIENCE, "the leg is delivered").await;
            sleep(silence * 2).await;
            let times = came.count(&legs[0]);
            assert_eq!(
                times, 1,
                "a leg that is worked on is delivered to nobody else"
            );
        })
        .await;
    })
    .await;
}

async fn a_dead_workers_leg_comes_to_another<D: Dispatch, E: Dispatch>(
    one: &Arc<D>,
    other: &Arc<E>,
    silence: Duration,
) {
    let legs = legs("of a dead worker", 2);
    let (dying, living) = (Arc::new(Came::default()), Arc::new(Came::default()));
    let noting = dying.clone();
    let hangs = Work::new(move |leg| {
        noting.add(&leg);
        std::future::pending()
    });
    let served = one.clone();
    let dead = tokio::spawn(async move {
        served
            .serve(hangs, legs_at_once(), CancellationToken::new())
            .await;
    });
    send(&**one, &legs).await;
    dying
        .wait(&legs, 1, PATIENCE, "the legs are delivered")
        .await;
    dead.abort();
    let died = Instant::now();
    let noting = living.clone();
    let works = Work::new(move |leg| {
        noting.add(&leg);
        std::future::ready(Receipt::Done)
    });
    let within = silence * 2 + PATIENCE;
    serving(other, works, legs_at_once(), async {
        living
            .wait(
                &legs,
                1,
                within,
                "the legs of a dead worker come to another",
            )
            .await;
    })
    .await;
    assert!(died.elapsed() <= within, "in time");
}

const fn legs_at_once() -> usize {
    2
}
