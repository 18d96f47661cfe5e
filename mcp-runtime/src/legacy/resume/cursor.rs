//! A place in a stream, as the id of an event says it.

use serde::{Deserialize, Serialize};

use crate::input::Sealer;
use crate::legacy::seal;
use crate::legacy::session::Session;

/// The longest id that is looked into. The id of a request has its own limit.
const LONGEST: usize = 4096;

/// A place in a stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Cursor {
    /// The name of the stream: random.
    #[serde(rename = "s")]
    pub(super) stream: String,
    /// The number of the last message before this place.
    #[serde(rename = "n")]
    pub(super) after: u64,
    /// The request that the stream answers, so that it can be answered when nothing is kept.
    #[serde(rename = "m")]
    pub(super) method: String,
    /// JSON text.
    #[serde(rename = "i")]
    pub(super) request: Box<str>,
}

impl Cursor {
    /// The id of the event; `None` where the operating system gives no randomness.
    pub(super) fn id(&self, sealer: &Sealer, session: &Session) -> Option<String> {
        let plain = serde_json::to_vec(self).ok()?;
        seal::seal(sealer, &plain, &bound(session)).filter(|id| id.len() <= LONGEST)
    }

    /// The place that an id of this session's says.
    pub(super) fn read(sealer: &Sealer, session: &Session, id: &str) -> Option<Self> {
        let sealed = Some(id.as_bytes()).filter(|id| id.len() <= LONGEST)?;
        serde_json::from_slice(&seal::open(sealer, sealed, &bound(session))?).ok()
    }
}

fn bound(session: &Session) -> [&[u8]; 2] {
    [b"event", session.key.as_bytes()]
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::input::SealingKeys;
    use crate::legacy::client::Client;
    use crate::legacy::fields::Fields;
    use crate::legacy::revision::Revision;

    fn session() -> Session {
        let client = Client::new(Revision::V2025_11_25, &Fields::default());
        Session::of_connection(client).unwrap()
    }

    #[test]
    fn an_id_is_read_in_its_session_alone() {
        let sealer = |key: u8| {
            let keys = SealingKeys::new([[key; 32]]).unwrap();
            Sealer::new(keys, Duration::from_secs(1))
        };
        let cursor = Cursor {
            stream: "s".to_owned(),
            after: 7,
            method: "tools/call".to_owned(),
            request: r#""a""#.into(),
        };
        let (own, other) = (session(), session());
        let id = cursor.id(&sealer(1), &own).unwrap();
        let read = |key, session, id: &str| Cursor::read(&sealer(key), session, id);
        assert_eq!(read(1, &own, &id), Some(cursor));
        assert_eq!(read(1, &other, &id), None, "of another session");
        assert_eq!(read(2, &own, &id), None, "of another server");
        for forged in ["", "7", &id[1..], &"A".repeat(LONGEST + 1)] {
            assert_eq!(read(1, &own, forged), None, "{forged}");
        }
    }
}
