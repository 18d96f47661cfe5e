//! How many connections there are, and which of them makes room for another one.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::traffic::Traffic;
use crate::server::LogThrottle;

/// Connections beyond the most that there may be, which are told so, and whose questions after the
/// server's health are answered.
const RESERVE: usize = 16;

/// File descriptors that are left to the rest of the process; where a quarter of all is fewer, it
/// is that quarter.
#[cfg(unix)]
const ELSEWHERE: usize = 128;

/// How long a new connection may wait with its first request before it has to make room for others.
const FIRST_WORD: Duration = Duration::from_millis(250);

/// A connection, as those see it who answer what is asked on it.
#[derive(Clone)]
pub(super) struct Connection {
    pub(super) peer: IpAddr,
    pub(super) port: u16,
    pub(super) traffic: Arc<Traffic>,
    /// Whether there is room for it only to be told that there is none.
    pub(super) is_surplus: bool,
}

/// The connections of a port.
pub(super) struct Connections {
    most: usize,
    open: Mutex<Open>,
    log: LogThrottle,
}

#[derive(Default)]
struct Open {
    next: u64,
    /// In the order in which they came.
    entries: BTreeMap<u64, Entry>,
    /// Those beyond the most.
    surplus: BTreeMap<u64, Entry>,
}

struct Entry {
    traffic: Arc<Traffic>,
    close: CancellationToken,
    since: Instant,
}

/// A connection's place among the others, until it is dropped.
pub(super) struct ConnectionSlot {
    connections: Arc<Connections>,
    id: u64,
    is_surplus: bool,
    pub(super) traffic: Arc<Traffic>,
    /// Cancelled when it has to make room.
    pub(super) close: CancellationToken,
}

impl Connections {
    /// For so many, as far as the process has descriptors for them.
    pub(super) fn new(most: usize) -> Arc<Self> {
        Arc::new(Self {
            most: most.min(affordable()),
            open: Mutex::default(),
            log: LogThrottle::default(),
        })
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for one more, if need be of one on which nothing is asked, or in the reserve.
    pub(super) fn enter(self: &Arc<Self>) -> Option<ConnectionSlot> {
        let (traffic, close) = (Arc::<Traffic>::default(), CancellationToken::new());
        let mut open = self.open();
        let is_surplus = open.entries.len() >= self.most && !open.close_idle();
        if is_surplus && open.surplus.len() >= RESERVE && !open.close_surplus() {
            drop(open);
            self.tell_of_refusal();
            return None;
        }
        let id = open.next;
        open.next += 1;
        let entry = Entry {
            traffic: traffic.clone(),
            close: close.clone(),
            since: Instant::now(),
        };
        let Open {
            entries, surplus, ..
        } = &mut *open;
        if is_surplus { surplus } else { entries }.insert(id, entry);
        drop(open);
        if is_surplus {
            self.tell_of_refusal();
        }
        Some(ConnectionSlot {
            connections: self.clone(),
            id,
            is_surplus,
            traffic,
            close,
        })
    }

    /// Makes room where the system has none.
    pub(super) fn close_idle(&self) {
        self.open().close_idle();
    }

    /// Whether the log is to say that there is no room.
    pub(super) fn is_news(&self) -> bool {
        self.log.is_due()
    }

    fn tell_of_refusal(&self) {
        if self.is_news() {
            tracing::warn!(
                "{} connections are open and in use, which is the most that there may be: more are \
                 refused",
                self.most
            );
        }
    }
}

impl Open {
    /// Closes a connection on which nothing is asked: the first of those on which nothing ever was,
    /// although there was time, or else the first of all.
    fn close_idle(&mut self) -> bool {
        let silent = |(_, entry): &(&u64, &Entry)| entry.is_silent() && entry.had_time();
        let idle = |(_, entry): &(&u64, &Entry)| entry.traffic.is_idle() && !entry.is_silent();
        let found = self
            .entries
            .iter()
            .find(silent)
            .or_else(|| self.entries.iter().find(idle))
            .map(|(id, _)| *id);
        close(&mut self.entries, found)
    }

    /// Closes the first of the reserve on which nothing is asked.
    fn close_surplus(&mut self) -> bool {
        let found = self.surplus.iter().find(|(_, entry)| entry.is_silent());
        let found = found.map(|(id, _)| *id);
        close(&mut self.surplus, found)
    }
}

fn close(entries: &mut BTreeMap<u64, Entry>, id: Option<u64>) -> bool {
    let Some(entry) = id.and_then(|id| entries.remove(&id)) else {
        return false;
    };
    entry.close.cancel();
    true
}

impl Entry {
    fn is_silent(&self) -> bool {
        self.traffic.now() == (0, 0)
    }

    fn had_time(&self) -> bool {
        self.since.elapsed() >= FIRST_WORD
    }
}

impl ConnectionSlot {
    pub(super) fn connection(&self, peer: SocketAddr) -> Connection {
        Connection {
            peer: peer.ip().to_canonical(),
            port: peer.port(),
            traffic: self.traffic.clone(),
            is_surplus: self.is_surplus,
        }
    }
}

impl Drop for ConnectionSlot {
    fn drop(&mut self) {
        let mut open = self.connections.open();
        if self.is_surplus {
            open.surplus.remove(&self.id);
        } else {
            open.entries.remove(&self.id);
        }
    }
}

/// How many connections the process has descriptors for.
#[cfg(unix)]
fn affordable() -> usize {
    use rustix::process::{Resource, getrlimit};

    let Some(all) = getrlimit(Resource::Nofile).current else {
        return usize::MAX;
    };
    let all = usize::try_from(all).unwrap_or(usize::MAX);
    (all - ELSEWHERE.min(all / 4))
        .saturating_sub(RESERVE)
        .max(1)
}

#[cfg(not(unix))]
fn affordable() -> usize {
    usize::MAX
}

#[cfg(test)]
mod tests {
    use super::super::traffic::Asked;
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_idle_make_room_and_those_who_never_asked_first() {
        let connections = Connections::new(3);
        let enter = || connections.enter().expect("there is room");
        let (kept, silent, busy) = (enter(), enter(), enter());
        drop(Asked::new(kept.traffic.clone()));
        let _asked = Asked::new(busy.traffic.clone());
        tokio::time::advance(FIRST_WORD).await;
        let fourth = enter();
        assert!(silent.close.is_cancelled() && !kept.close.is_cancelled());
        let _fourth = Asked::new(fourth.traffic.clone());
        let fifth = enter();
        assert!(kept.close.is_cancelled() && !busy.close.is_cancelled());
        let _fifth = Asked::new(fifth.traffic.clone());
        let surplus: Vec<ConnectionSlot> = (0..=RESERVE).map(|_| enter()).collect();
        let closed = surplus.iter().filter(|place| place.close.is_cancelled());
        assert_eq!(closed.count(), 1, "the reserve has no more room than that");
        assert!(surplus.iter().all(|place| {
            place
                .connection(SocketAddr::from(([127, 0, 0, 1], 1)))
                .is_surplus
        }));
        drop(surplus);
        drop((kept, silent, busy));
        assert!(!enter().is_surplus, "and there is room again");
    }
}
