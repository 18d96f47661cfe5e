//! Texts that are made from answers which are the same for everyone, and made once.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;

/// How many there are at a time: one of each list and page for each kind of reader, and some that
/// are no longer listed.
const MANY: usize = 256;

/// A cache of the texts that were made, by kind of reader and the answer they were made from.
#[derive(Default)]
pub(crate) struct Derived(Mutex<HashMap<(u8, usize), Made>>);

struct Made {
    /// As long as it is here, nothing else can have its address.
    _from: Bytes,
    made: Bytes,
}

impl Derived {
    /// Returns the text that `make` makes of `from` for one kind of reader, made only once.
    pub(crate) fn of<E>(
        &self,
        reader: u8,
        from: &Bytes,
        make: impl FnOnce() -> Result<Bytes, E>,
    ) -> Result<Bytes, E> {
        let key = (reader, from.as_ptr() as usize);
        let known = |made: &HashMap<_, Made>| made.get(&key).map(|known| known.made.clone());
        if let Some(known) = known(&self.0.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(known);
        }
        let made = make()?;
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MANY {
            all.clear();
        }
        all.insert(
            key,
            Made {
                _from: from.clone(),
                made: made.clone(),
            },
        );
        Ok(made)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reader_has_one_of_each_made_once() {
        let derived = Derived::default();
        let (a, b) = (Bytes::from(b"a".to_vec()), Bytes::from(b"b".to_vec()));
        let of = |reader, from: &Bytes, made: &'static str| {
            let made = derived.of(reader, from, || {
                Ok::<_, ()>(Bytes::from_static(made.as_bytes()))
            });
            made.unwrap_or_default()
        };
        assert_eq!(of(1, &a, "a1"), "a1");
        assert_eq!(of(1, &a, "again"), "a1");
        assert_eq!(of(2, &a, "a2"), "a2");
        assert_eq!(of(1, &b, "b1"), "b1");
        assert!(derived.of(3, &a, || Err::<Bytes, _>(())).is_err());
        for i in 0..MANY {
            let other = Bytes::from(vec![0; i + 1]);
            of(9, &other, "x");
        }
        assert!(derived.0.lock().unwrap().len() <= MANY);
    }
}
