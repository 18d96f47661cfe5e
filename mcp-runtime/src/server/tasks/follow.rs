//! Tasks that somebody listens to: each of their states is told, the present one first.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use serde_json::value::RawValue;

use super::current::{current, send_again};
use super::elsewhere::seen;
use super::service::TaskService;
use super::wire::shown;
use crate::params::Principal;
use crate::response::Emitter;
use crate::server::core::Core;
use crate::subscription::{Filter, SUBSCRIPTION_ID};
use crate::task::{Ledger, Record, Shown, TaskId};

/// The least time after which a task is looked at again, whether or not anything was told of it.
const LEAST: Duration = Duration::from_secs(1);

/// The tasks of a subscription that are its caller's.
pub(in crate::server) struct Followed {
    pub(in crate::server) filter: Filter,
    ids: BTreeMap<String, TaskId>,
}

impl Followed {
    /// Of all that are asked for, those that are there.
    pub(in crate::server) async fn of<S: Send + Sync + 'static>(
        core: &Arc<Core<S>>,
        principal: &Principal,
        mut filter: Filter,
    ) -> Self {
        let mut ids = BTreeMap::new();
        if let Some(service) = core.tasks_service() {
            for text in std::mem::take(&mut filter.task_ids) {
                let Some(id) = service.ledger.id(&text, principal) else {
                    continue;
                };
                if let Ok(Some(_)) = current(core, service, id).await {
                    ids.insert(text, id);
                }
            }
        }
        filter.task_ids = ids.keys().cloned().collect();
        Self { filter, ids }
    }

    /// Tells of them, for ever.
    pub(in crate::server) async fn follow<S: Send + Sync + 'static>(
        &self,
        core: &Arc<Core<S>>,
        emitter: &Emitter,
        request: &str,
    ) {
        if let Some(service) = core.tasks_service() {
            let meta = RawValue::from_string(format!(r#"{{"{SUBSCRIPTION_ID}":{request}}}"#));
            let meta = meta.expect("a request's id is JSON");
            let each = self.ids.iter().map(|(text, id)| Task {
                core,
                service,
                text,
                id: *id,
            });
            let each: Vec<_> = each.collect();
            join_all(each.iter().map(|task| task.follow(emitter, &meta))).await;
        }
        std::future::pending::<()>().await;
    }
}

struct Task<'a, S: 'static> {
    core: &'a Arc<Core<S>>,
    service: &'a TaskService,
    text: &'a str,
    id: TaskId,
}

impl<S: Send + Sync + 'static> Task<'_, S> {
    /// Tells of it until it is over.
    async fn follow(&self, emitter: &Emitter, meta: &RawValue) {
        let changes = self.core.hub().signals().wait(Ledger::signal(self.id));
        let mut last = String::new();
        let mut pause = LEAST;
        loop {
            match seen(self.core, self.service, self.id).await {
                Ok(Some(record)) => {
                    send_again(self.core, self.service, self.id, &record).await;
                    self.tell(&record, emitter, meta, &mut last);
                    if record.is_over() {
                        return;
                    }
                    pause = Duration::from_millis(record.order.poll).max(LEAST);
                }
                Ok(None) => return,
                // The store may be there again at the next look.
                Err(_) => {}
            }
            // A change whose signal was lost is made good by looking.
            let _ = tokio::time::timeout(pause, changes.woken()).await;
        }
    }

    fn tell(&self, record: &Record, emitter: &Emitter, meta: &RawValue, last: &mut String) {
        let told = Shown {
            meta: Some(meta),
            ..shown(self.text, record)
        };
        let text = serde_json::to_string(&told).expect("what a task says is JSON");
        if text != *last {
            emitter.push_once("notifications/tasks", &told);
            *last = text;
        }
    }
}
