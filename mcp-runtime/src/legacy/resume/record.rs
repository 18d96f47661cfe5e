//! A stream's messages in the store.

use serde::{Deserialize, Serialize};

use super::stream::Stream;
use super::unsealed;
use crate::legacy::seal;
use crate::server::Core;
use crate::store::{Condition, Key, Revision, StoreError};
use std::time::Duration;

const GROUP: &str = "mcp:legacy:streams";

/// A stream's messages as they are read.
#[derive(Debug, Deserialize)]
pub(super) struct Record {
    /// The scopes that the call needs: of whoever reads its messages, too.
    #[serde(default)]
    pub(super) needs: Vec<String>,
    /// With their numbers.
    pub(super) messages: Vec<(u64, String)>,
    /// Whether the answer is among them.
    pub(super) ended: bool,
}

#[derive(Serialize)]
struct Written<'a> {
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    needs: &'a [String],
    messages: Vec<(u64, &'a str)>,
    ended: bool,
}

impl Record {
    pub(super) async fn read<S>(core: &Core<S>, name: &str) -> Result<Option<Self>, StoreError>
    where
        S: Send + Sync + 'static,
    {
        let Some(found) = core.store().get(&Key::new(GROUP, name), None).await? else {
            return Ok(None);
        };
        let opened = seal::open(core.sealer(), &found.value, &bound(name));
        Ok(opened.and_then(|plain| serde_json::from_slice(&plain).ok()))
    }
}

fn bound(name: &str) -> [&[u8]; 2] {
    [b"stream", name.as_bytes()]
}

/// Whoever writes a stream's record, alone.
#[derive(Debug)]
pub(super) struct Writer {
    pub(super) name: String,
    pub(super) needs: Vec<String>,
    pub(super) revision: Option<Revision>,
}

impl Writer {
    /// Writes what the stream has now, for so long.
    pub(super) async fn write<S>(
        &mut self,
        core: &Core<S>,
        stream: &Stream,
        life: Duration,
    ) -> Result<(), StoreError>
    where
        S: Send + Sync + 'static,
    {
        const DOING: &str = "keeping a stream";
        let plain = stream.recorded(|messages, ended| {
            let needs = &*self.needs;
            serde_json::to_vec(&Written {
                needs,
                messages,
                ended,
            })
        });
        let plain = plain.map_err(|e| StoreError::new(DOING, e))?;
        let text = seal::seal(core.sealer(), &plain, &bound(&self.name));
        let text = bytes::Bytes::from(text.ok_or_else(|| unsealed(DOING))?);
        let key = Key::new(GROUP, &self.name);
        // Once more where it has expired, or a write succeeded though it seemed to fail.
        for _ in 0..2 {
            let on = self
                .revision
                .map_or(Condition::Absent, Condition::Unchanged);
            let put = core.store().put(&key, text.clone(), life, on).await?;
            if put.is_some() {
                self.revision = put;
                return Ok(());
            }
            let there = core.store().get(&key, None).await?;
            self.revision = there.map(|there| there.revision);
        }
        Err(StoreError::new(DOING, "somebody else writes its record"))
    }
}
