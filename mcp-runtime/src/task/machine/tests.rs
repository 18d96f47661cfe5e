use std::collections::BTreeSet;

use serde_json::value::to_raw_value;

use super::*;
use crate::task::record::{Authority, Order, Owner};
use crate::task::rounds;

const LEASE: u64 = 1_000;
const TTL: u64 = 60_000;

fn raw(text: &str) -> Box<RawValue> {
    to_raw_value(text).expect("a text is JSON")
}

fn record(max_attempts: u32) -> Record {
    let order = Order {
        tool: "work".into(),
        schema: String::new(),
        owner: Owner::Anonymous,
        authority: Authority::Anonymous,
        caller: [0; 4],
        request: raw("request"),
        answers: std::collections::BTreeMap::new(),
        max_attempts,
        poll: 1_000,
        external: false,
    };
    Record::new(order, TTL, 0)
}

fn asked(key: &str) -> Asked {
    Asked {
        key: key.into(),
        digest: Digest::of_json("1"),
        request: raw("question"),
    }
}

/// Numbers that are the same in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }
}

/// A record, and what is known of its past.
struct Seen {
    record: Record,
    now: u64,
    /// All fences that were given.
    fences: Vec<Fence>,
    /// Of the fence that was given last, whether it was given back.
    ids: BTreeSet<String>,
    lost: u32,
}

impl Seen {
    /// Does something to the record, as if by any worker, client or reader.
    fn step(&mut self, numbers: &mut Numbers) {
        self.now += numbers.below(LEASE);
        let (before, now) = (self.record.clone(), self.now);
        let last = self.fences.last().copied();
        let fence = match numbers.below(4) {
            // Mostly the valid one, and often enough an old one, or one that was never given.
            0 => Fence(numbers.below(8)),
            _ => last.unwrap_or(Fence(0)),
        };
        let holds = matches!(before.phase, Phase::Running { .. }) && last == Some(fence);
        let record = &mut self.record;
        match numbers.below(9) {
            0 | 1 => self.take(&before),
            2 => assert_eq!(record.beat(fence, now, LEASE).is_ok(), holds),
            3 => assert_eq!(record.checkpoint(fence, raw("c"), now).is_ok(), holds),
            4 => {
                let asking = record.ask(fence, vec![asked("a"), asked("b")], now);
                assert_eq!(asking.is_ok(), holds);
                if holds {
                    let new = record.pending().map(|question| question.id.clone());
                    for id in new.collect::<Vec<_>>() {
                        assert!(self.ids.insert(id), "an id came twice: {:?}", self.ids);
                    }
                }
            }
            5 => {
                let all = numbers.below(2) == 0;
                let waits: Vec<String> = record.pending().map(|q| q.id.clone()).collect();
                let first = waits.first().cloned();
                let updated = record.answer(
                    |id| (all || Some(id) == first.as_deref()).then(|| raw("answer")),
                    now,
                );
                let expected = match (waits.len(), all) {
                    (0, _) => Updated::Nothing,
                    (1, _) | (_, true) => Updated::Ready,
                    _ => Updated::Partly,
                };
                assert_eq!(updated, expected);
            }
            6 => assert_eq!(record.hand_over(fence, now).is_ok(), holds),
            7 => {
                let end = End::Completed(raw("result"));
                let rarely = numbers.below(8) == 0;
                if rarely {
                    assert_eq!(record.finish(fence, end, now).is_ok(), holds);
                }
            }
            _ => match numbers.below(40) {
                0 => assert_eq!(record.cancel(now), !before.is_over()),
                1..20 => drop(record.give_up(now, numbers.below(2) == 0)),
                _ => drop(record.expire(now)),
            },
        }
        self.check(&before, holds);
    }

    fn take(&mut self, before: &Record) {
        let taken = self.record.take("worker", self.now, LEASE);
        let free = match before.phase {
            Phase::Queued => true,
            Phase::Running { lease, .. } => lease <= self.now,
            _ => false,
        };
        let in_time = self.now < before.created + before.ttl;
        let left = before.attempts < before.order.max_attempts;
        assert_eq!(taken.is_ok(), free && in_time && left, "{before:?}");
        if let Ok(fence) = taken {
            assert!(
                self.fences.iter().all(|given| given.0 < fence.0),
                "a fence came twice"
            );
            self.lost += u32::from(matches!(before.phase, Phase::Running { .. }));
            self.fences.push(fence);
        }
    }

    /// Checks the invariants, after every step.
    fn check(&self, before: &Record, held: bool) {
        let after = &self.record;
        let json = |record: &Record| serde_json::to_string(record).expect("it is data");
        if before.is_over() {
            assert_eq!(json(before), json(after), "what is over was changed");
        }
        assert!(after.attempts <= after.order.max_attempts);
        assert!(
            self.lost < after.order.max_attempts,
            "a lost worker's attempt came back"
        );
        if before.checkpoint.is_none() && after.checkpoint.is_some() {
            assert!(held, "a checkpoint of somebody who had no right to it");
        }
        if matches!(after.phase, Phase::Completed { .. }) && !before.is_over() {
            assert!(held, "a result of somebody who had no right to it");
        }
        if after.is_over() {
            assert!(
                after.end() >= after.updated + GRACE,
                "a result that can't be fetched"
            );
        }
        assert_eq!(after.kept_for(self.now), after.kept_for(self.now).max(1));
    }
}

#[test]
fn whatever_happens_in_whatever_order_the_record_stays_true() {
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    let mut ends = [0_u32; 3];
    for round in 0..rounds(20_000) {
        let mut seen = Seen {
            record: record(1 + round % 4),
            now: 0,
            fences: Vec::new(),
            ids: BTreeSet::new(),
            lost: 0,
        };
        for _ in 0..40 {
            seen.step(&mut numbers);
        }
        match seen.record.phase {
            Phase::Completed { .. } => ends[0] += 1,
            Phase::Failed { .. } => ends[1] += 1,
            Phase::Cancelled => ends[2] += 1,
            _ => {}
        }
    }
    assert!(
        ends.iter().all(|count| *count > 100),
        "not all ends were met: {ends:?}"
    );
}

#[test]
fn a_worker_that_was_taken_for_dead_writes_nothing_more() {
    let mut record = record(2);
    let first = record.take("one", 0, LEASE).expect("it is queued");
    assert_eq!(
        record.take("two", LEASE - 1, LEASE),
        Err(NotTaken::Busy { until: LEASE })
    );
    let second = record
        .take("two", LEASE, LEASE)
        .expect("the first is silent");
    assert_eq!(record.beat(first, LEASE, LEASE), Err(Superseded));
    assert_eq!(record.checkpoint(first, raw("1"), LEASE), Err(Superseded));
    let end = || End::Completed(raw("result"));
    assert_eq!(record.finish(first, end(), LEASE), Err(Superseded));
    assert_eq!(record.finish(second, end(), LEASE), Ok(()));
    assert_eq!(record.finish(second, end(), LEASE), Err(Superseded), "once");
}

#[test]
fn a_lost_worker_is_the_end_where_no_attempt_is_left() {
    for takes_over in [false, true] {
        let mut record = record(1);
        record.take("one", 0, LEASE).expect("it is queued");
        assert!(!record.give_up(LEASE - 1, takes_over));
        assert!(record.give_up(LEASE, takes_over));
        assert!(
            record
                .message
                .is_some_and(|told| told.contains("may have taken effect"))
        );
    }
    let mut record = record(2);
    record.take("one", 0, LEASE).expect("it is queued");
    assert!(!record.give_up(LEASE, true), "another one goes on");
    assert!(record.give_up(LEASE, false), "nobody does");
}

#[test]
fn questions_and_hand_overs_are_no_attempts() {
    let mut record = record(1);
    for round in 0..5 {
        let fence = record.take("one", round, LEASE).expect("it is queued");
        record
            .ask(fence, vec![asked("name")], round)
            .expect("it is its own");
        assert_eq!(record.take("two", round, LEASE), Err(NotTaken::Settled));
        assert_eq!(record.answer(|_| Some(raw("Ada")), round), Updated::Ready);
        let fence = record.take("one", round, LEASE).expect("it is queued");
        record.hand_over(fence, round).expect("it is its own");
    }
    let ids: Vec<&str> = record.questions.iter().map(|q| &*q.id).collect();
    assert_eq!(ids, ["name", "name-2", "name-3", "name-4", "name-5"]);
}

#[test]
fn a_task_has_its_time_and_its_end_can_be_fetched() {
    let mut late = record(1);
    assert!(!late.expire(TTL - 1));
    assert!(late.expire(TTL));
    assert_eq!(late.ttl, TTL + GRACE);
    let mut early = record(1);
    assert!(early.cancel(10));
    assert!(!early.cancel(11), "once");
    assert_eq!(early.ttl, GRACE + 10, "which is more than it had");
    assert_eq!(early.kept_for(20), GRACE - 10);
}

fn external() -> Record {
    let mut record = record(1);
    record.order.external = true;
    record
}

#[test]
fn a_job_is_asked_by_one_at_a_time_and_no_sooner_than_it_may() {
    let mut record = external();
    let fence = record.take("worker", 0, LEASE).expect("it is free");
    assert_eq!(record.leave(fence, raw("job"), 10, 100), Ok(()));
    assert_eq!(record.take("worker", 20, LEASE), Err(NotTaken::Settled));
    assert_eq!(record.look(99, 50), None);
    let first = record.look(100, 50).expect("it is time");
    assert_eq!(record.look(149, 50), None, "somebody asks");
    let second = record.look(150, 50).expect("the first has not come back");
    let late = record.looked(first, Some("late".into()), 160, 300);
    assert_eq!(late, Err(Superseded));
    assert_eq!(record.finish(first, End::Cancelled, 160), Err(Superseded));
    assert_eq!(record.looked(second, Some("on".into()), 170, 300), Ok(()));
    assert_eq!(record.message.as_deref(), Some("on"));
    let last = record.look(300, 50).expect("it is time");
    assert_eq!(record.finish(last, End::Completed(raw("r")), 310), Ok(()));
    assert!(record.is_over() && record.unstopped.is_none());
}

#[test]
fn a_job_outlives_its_worker_and_not_its_task() {
    let mut record = external();
    let fence = record.take("worker", 0, LEASE).expect("it is free");
    assert!(record.clone().give_up(LEASE, false), "nobody knows a job");
    assert_eq!(record.leave(fence, raw("job"), 10, 100), Ok(()));
    let fence = record.look(100, 50).expect("it is time");
    assert_eq!(record.ask(fence, vec![asked("a")], 110), Ok(()));
    assert_eq!(record.answer(|_| Some(raw("yes")), 120), Updated::Ready);
    record.take("another", 130, LEASE).expect("it is free");
    assert!(record.give_up(130 + LEASE, false), "its worker is lost");
    assert!(matches!(record.phase, Phase::Elsewhere { .. }));
    let mut expired = record.clone();
    assert!(record.cancel(140) && expired.expire(TTL));
    for mut ended in [record, expired] {
        let job = ended.unstopped.clone().expect("it is to be stopped");
        assert_eq!(job.get(), raw("job").get());
        assert_ne!(ended.order.request.get(), "null", "by which it is reached");
        ended.stopped();
        assert_eq!(ended.order.request.get(), "null");
    }
}

#[test]
fn what_waits_in_a_lost_queue_has_failed() {
    let mut record = record(1);
    record.home = Some("one".into());
    assert!(!record.give_up_queued("another", 10));
    let mut taken = record.clone();
    taken.take("one", 0, LEASE).expect("it is free");
    assert!(!taken.give_up_queued("one", 10), "it runs");
    assert!(record.give_up_queued("one", 10));
    assert!(
        record
            .message
            .is_some_and(|text| text.contains("nothing was done"))
    );
}
