use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Change;
use crate::protocol::{ErrorCode, Refusal, read_params};

/// URIs of one subscription.
const MANY: usize = 1000;

/// What a subscriber wants to hear of: `SubscriptionFilter` in the specification's schema.
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
}

impl Filter {
    /// Of a request's body.
    pub(crate) fn read(body: &str) -> Result<Self, Refusal> {
        #[derive(Deserialize)]
        struct Params {
            notifications: Filter,
        }
        let refuse = |message: String| Refusal::new(ErrorCode::InvalidParams, message).answered();
        let Params { notifications } = read_params(body).map_err(|_| {
            refuse(
                "`params.notifications` must be an object that says what to listen for: `toolsListChanged`, `promptsListChanged`, \
                 `resourcesListChanged` (booleans) and `resourceSubscriptions` (a list of URIs)"
                    .to_owned(),
            )
        })?;
        if notifications.resource_subscriptions.len() > MANY {
            return Err(refuse(format!("One subscription takes {MANY} URIs at most; open several")));
        }
        Ok(notifications)
    }

    /// What is left of it on a server that can only tell of some kinds.
    pub(crate) fn limited(self, tools: bool, prompts: bool, resources: bool) -> Self {
        Self {
            tools_list_changed: self.tools_list_changed && tools,
            prompts_list_changed: self.prompts_list_changed && prompts,
            resources_list_changed: self.resources_list_changed && resources,
            resource_subscriptions: if resources { self.resource_subscriptions } else { BTreeSet::new() },
        }
    }

    pub(super) fn wants(&self, change: &Change) -> bool {
        match change {
            Change::ToolsChanged => self.tools_list_changed,
            Change::PromptsChanged => self.prompts_list_changed,
            Change::ResourcesChanged => self.resources_list_changed,
            Change::ResourceUpdated(uri) => self.resource_subscriptions.contains(uri),
        }
    }

    /// How many messages can wait for one subscriber, since each kind waits once: these, and the acknowledgement.
    pub(super) fn most_waiting(&self) -> usize {
        4 + self.resource_subscriptions.len()
    }
}
