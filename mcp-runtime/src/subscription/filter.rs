use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::Change;
use crate::protocol::{ErrorCode, Refusal, Shape, read_params, shape};

/// URIs of one subscription, and their bytes together: they are kept as long as it lasts.
const MANY: usize = 1000;
pub(super) const LONGEST: usize = 128 << 10;

/// States of one task that wait for a subscriber who is slow.
const STATES: usize = 4;

/// The changes that a subscriber wants to hear of: `SubscriptionFilter` in the specification's
/// schema.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[allow(clippy::struct_excessive_bools)]
pub(crate) struct Filter {
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) tools_list_changed: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) prompts_list_changed: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) resources_list_changed: bool,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub(crate) resource_subscriptions: BTreeSet<String>,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub(crate) task_ids: BTreeSet<String>,
}

impl Filter {
    /// Of a request's body.
    pub(crate) fn read(body: &str) -> Result<Self, Refusal> {
        #[derive(Deserialize)]
        struct Params<'a> {
            #[serde(borrow)]
            notifications: &'a RawValue,
        }
        let refuse = |message: String| Refusal::new(ErrorCode::InvalidParams, message).answered();
        // serde would read a struct from a list, too.
        let given = read_params(body)
            .ok()
            .map(|Params { notifications }| notifications.get())
            .filter(|json| shape(json) == Shape::Object);
        let notifications: Self = given.and_then(|json| serde_json::from_str(json).ok()).ok_or_else(|| {
            refuse(
                "`params.notifications` must be an object that says what to listen for: `toolsListChanged`, `promptsListChanged`, \
                 `resourcesListChanged` (booleans), `resourceSubscriptions` (a list of URIs) and `taskIds` (a list of tasks)"
                    .to_owned(),
            )
        })?;
        if notifications.resource_subscriptions.len() > MANY {
            return Err(refuse(format!(
                "One subscription takes {MANY} URIs at most; open several"
            )));
        }
        if notifications.task_ids.len() > MANY {
            return Err(refuse(format!(
                "One subscription takes {MANY} tasks at most; open several"
            )));
        }
        if notifications.bytes() > LONGEST {
            return Err(refuse(format!(
                "The URIs and ids of one subscription have {LONGEST} bytes at most; open several"
            )));
        }
        Ok(notifications)
    }

    /// The bytes of its URIs and ids.
    fn bytes(&self) -> usize {
        let texts = self.resource_subscriptions.iter().chain(&self.task_ids);
        texts.map(String::len).sum()
    }

    /// How much a stream with this filter counts among those that a server takes: one, and one more
    /// for each KiB of URIs and ids that are kept with it.
    pub(crate) fn weight(&self) -> usize {
        1 + self.bytes() / 1024
    }

    /// Returns the filter without the kinds of change that a server can't report.
    pub(crate) fn limited(self, [tools, prompts, resources]: [bool; 3], updates: bool) -> Self {
        Self {
            tools_list_changed: self.tools_list_changed && tools,
            prompts_list_changed: self.prompts_list_changed && prompts,
            resources_list_changed: self.resources_list_changed && resources,
            resource_subscriptions: if updates {
                self.resource_subscriptions
            } else {
                BTreeSet::new()
            },
            task_ids: self.task_ids,
        }
    }

    /// Returns the filter without tasks, of a server that has none.
    pub(crate) fn without_tasks(self) -> Self {
        Self {
            task_ids: BTreeSet::new(),
            ..self
        }
    }

    /// Whether each list is wanted: of tools, of prompts, of resources.
    pub(super) fn lists(&self) -> [bool; 3] {
        [
            self.tools_list_changed,
            self.prompts_list_changed,
            self.resources_list_changed,
        ]
    }

    /// Returns the notifications for a change: their methods, with a URI where they have one.
    pub(super) fn tell_of<'a>(
        &'a self,
        change: &'a Change,
    ) -> impl Iterator<Item = (&'static str, Option<&'a str>)> {
        let is = |kind: &Change| change == kind || *change == Change::Missed;
        let lists = [
            (
                self.tools_list_changed && is(&Change::ToolsChanged),
                "notifications/tools/list_changed",
            ),
            (
                self.prompts_list_changed && is(&Change::PromptsChanged),
                "notifications/prompts/list_changed",
            ),
            (
                self.resources_list_changed && is(&Change::ResourcesChanged),
                "notifications/resources/list_changed",
            ),
        ];
        let one = match change {
            Change::ResourceUpdated(uri) | Change::ResourceUpdatedFor { uri, .. } => {
                self.resource_subscriptions.get(uri)
            }
            _ => None,
        };
        let all = (*change == Change::Missed)
            .then_some(&self.resource_subscriptions)
            .into_iter()
            .flatten();
        let lists = lists
            .into_iter()
            .filter(|(wanted, _)| *wanted)
            .map(|(_, method)| (method, None));
        lists.chain(
            one.into_iter()
                .chain(all)
                .map(|uri| ("notifications/resources/updated", Some(uri.as_str()))),
        )
    }

    /// How many messages can wait for one subscriber, since each kind waits once: these, and the
    /// acknowledgement. Of a task, some of its states; beyond these, the oldest is left out.
    pub(crate) fn most_waiting(&self) -> usize {
        4 + self.resource_subscriptions.len() + STATES * self.task_ids.len()
    }

    /// The same for the largest filter without tasks.
    #[cfg(feature = "legacy")]
    pub(super) const MOST_WAITING: usize = 4 + MANY;
}
