//! The user behind the client.

use std::collections::HashMap;
use std::sync::Mutex;

use rmcp::model::*;
use rmcp::service::{NotificationContext, RequestContext, RoleClient};
use rmcp::{ClientHandler, ErrorData};
use serde_json::Value;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::{json, locked};

/// Who answers the questions, and hears what is told.
pub(super) struct User {
    capabilities: ClientCapabilities,
    /// By the message of the question.
    pub(super) answers: Mutex<HashMap<&'static str, ElicitResult>>,
    pub(super) asked: Mutex<Vec<Value>>,
    progress: UnboundedSender<ProgressNotificationParam>,
    logged: UnboundedSender<LoggingMessageNotificationParam>,
    /// Methods of the notifications that no subscription asked for.
    pub(super) strays: Mutex<Vec<&'static str>>,
}

/// The notifications that the user hears, in their order.
pub(super) struct Heard {
    pub(super) progress: UnboundedReceiver<ProgressNotificationParam>,
    pub(super) logged: UnboundedReceiver<LoggingMessageNotificationParam>,
}

impl User {
    pub(super) fn new(capabilities: ClientCapabilities) -> (Self, Heard) {
        let (progress, heard_progress) = unbounded_channel();
        let (logged, heard_logged) = unbounded_channel();
        let (answers, asked, strays) = (Mutex::default(), Mutex::default(), Mutex::default());
        (
            Self {
                capabilities,
                answers,
                asked,
                progress,
                logged,
                strays,
            },
            Heard {
                progress: heard_progress,
                logged: heard_logged,
            },
        )
    }

    fn stray(&self, method: &'static str) {
        locked(&self.strays).push(method);
    }
}

impl ClientHandler for User {
    fn get_info(&self) -> ClientConfig {
        ClientConfig::new(
            self.capabilities.clone(),
            Implementation::new("rust", "1.0.0"),
        )
    }

    async fn create_elicitation(
        &self,
        question: ElicitRequestParams,
        _: RequestContext<RoleClient>,
    ) -> Result<ElicitResult, ErrorData> {
        let question = json(&question);
        let answer = locked(&self.answers)
            .get(question["message"].as_str().unwrap_or_default())
            .cloned();
        locked(&self.asked).push(question);
        Ok(answer.unwrap_or_else(|| ElicitResult::new(ElicitationAction::Cancel)))
    }

    async fn create_message(
        &self,
        request: CreateMessageRequestParams,
        _: RequestContext<RoleClient>,
    ) -> Result<CreateMessageResult, ErrorData> {
        locked(&self.asked).push(json(&request));
        let text = SamplingMessageContentBlock::text("Good day");
        Ok(CreateMessageResult::new(
            SamplingMessage::new(Role::Assistant, text),
            "none".into(),
        ))
    }

    async fn list_roots(
        &self,
        _: RequestContext<RoleClient>,
    ) -> Result<ListRootsResult, ErrorData> {
        Ok(ListRootsResult::new(vec![Root::new("file:///work")]))
    }

    async fn on_progress(
        &self,
        progress: ProgressNotificationParam,
        _: NotificationContext<RoleClient>,
    ) {
        // Nobody waits for that of the last calls.
        let _ = self.progress.send(progress);
    }

    async fn on_logging_message(
        &self,
        message: LoggingMessageNotificationParam,
        _: NotificationContext<RoleClient>,
    ) {
        let _ = self.logged.send(message);
    }

    async fn on_tool_list_changed(&self, _: NotificationContext<RoleClient>) {
        self.stray("notifications/tools/list_changed");
    }

    async fn on_prompt_list_changed(&self, _: NotificationContext<RoleClient>) {
        self.stray("notifications/prompts/list_changed");
    }

    async fn on_resource_updated(
        &self,
        _: ResourceUpdatedNotificationParam,
        _: NotificationContext<RoleClient>,
    ) {
        self.stray("notifications/resources/updated");
    }
}
