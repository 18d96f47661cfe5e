//! The open file, and its opening anew: after an error of the disk, redb does nothing any more.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use redb::{Database, DatabaseError, Error};

use super::Problem;

/// How long those who still read may take to let go of a database that is given up.
const LETTING_GO: Duration = Duration::from_secs(1);

type Open = Box<dyn Fn() -> Result<Database, Problem> + Send + Sync>;

/// A database that is opened again when it has failed.
pub(super) struct Reopened {
    open: Open,
    state: Mutex<State>,
}

enum State {
    Open(Arc<Database>),
    /// The database that failed, which others may still hold.
    Failed(Weak<Database>),
}

impl fmt::Debug for Reopened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reopened").finish_non_exhaustive()
    }
}

impl Reopened {
    pub(super) fn new(
        open: impl Fn() -> Result<Database, Problem> + Send + Sync + 'static,
    ) -> Result<Self, Problem> {
        let state = Mutex::new(State::Open(Arc::new(open()?)));
        Ok(Self {
            open: Box::new(open),
            state,
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The database, unless it has failed and nobody has opened it again.
    pub(super) fn current(&self) -> Option<Arc<Database>> {
        match &*self.state() {
            State::Open(database) => Some(database.clone()),
            State::Failed(_) => None,
        }
    }

    /// The database, opened again if it has failed. Only the writer does this.
    pub(super) fn open(&self) -> Result<Arc<Database>, Error> {
        let before = match &*self.state() {
            State::Open(database) => return Ok(database.clone()),
            State::Failed(before) => before.clone(),
        };
        let until = Instant::now() + LETTING_GO;
        // Whoever still reads holds the file's lock.
        while before.strong_count() > 0 && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(5));
        }
        let opened = catch_unwind(AssertUnwindSafe(|| (self.open)()));
        let database = match opened {
            Ok(Ok(database)) => Arc::new(database),
            Ok(Err(problem)) => return Err(problem.into_error()),
            Err(_) => return Err(Error::PreviousIo),
        };
        tracing::warn!("the file store works again");
        *self.state() = State::Open(database.clone());
        Ok(database)
    }

    /// Does something with the database. One that fails by its file, or panics, is given up.
    pub(super) fn with<T>(
        &self,
        database: Arc<Database>,
        work: impl FnOnce(&Database) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let done = catch_unwind(AssertUnwindSafe(|| work(&database)));
        let result = done.unwrap_or(Err(Error::PreviousIo));
        if let Err(error @ (Error::Io(_) | Error::PreviousIo | Error::LockPoisoned(_))) = &result {
            self.give_up(database, error);
        }
        result
    }

    fn give_up(&self, database: Arc<Database>, error: &Error) {
        let mut state = self.state();
        let is_current = matches!(&*state, State::Open(current) if Arc::ptr_eq(current, &database));
        if is_current {
            *state = State::Failed(Arc::downgrade(&database));
            drop(state);
            tracing::error!(%error, "the file store has failed, and is opened again");
        }
        // Dropping it writes what is left, which fails again and may panic.
        let _ = catch_unwind(AssertUnwindSafe(|| drop(database)));
    }
}

impl Problem {
    fn into_error(self) -> Error {
        match self {
            Self::File(e) => Error::Io(e),
            Self::Open(DatabaseError::Storage(e)) => e.into(),
            Self::Tables(e) => e,
            other => Error::Corrupted(other.to_string()),
        }
    }
}
