//! How many of something each caller has at a time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::params::Principal;

/// So many for each caller.
#[derive(Debug)]
pub(crate) struct PerCaller {
    most: usize,
    now: Arc<Mutex<HashMap<Principal, usize>>>,
}

/// One of them, until it is dropped.
#[derive(Debug)]
pub(crate) struct Entered {
    now: Arc<Mutex<HashMap<Principal, usize>>>,
    caller: Principal,
}

impl PerCaller {
    pub(crate) fn new(most: usize) -> Self {
        Self {
            most,
            now: Arc::default(),
        }
    }

    /// One more, unless the caller has as many as it may.
    pub(crate) fn enter(&self, caller: &Principal) -> Option<Entered> {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        let count = now.entry(caller.clone()).or_default();
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(Entered {
            now: self.now.clone(),
            caller: caller.clone(),
        })
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = now.get_mut(&self.caller) {
            *count -= 1;
            if *count == 0 {
                now.remove(&self.caller);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_caller_has_its_own_number_and_none_is_remembered_without() {
        let rooms = PerCaller::new(1);
        let (ada, nobody) = (Principal::new("ada"), Principal::anonymous());
        let entered = rooms.enter(&ada);
        assert!(entered.is_some() && rooms.enter(&ada).is_none());
        assert!(rooms.enter(&nobody).is_some());
        drop(entered);
        assert!(rooms.now.lock().unwrap().is_empty());
        assert!(rooms.enter(&ada).is_some());
    }
}
