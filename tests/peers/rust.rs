//! The official Rust client, `rmcp`.
//!
//! It speaks the revision whole; there is nothing that it leaves out. Of itself it passes over an
//! answer that nobody waits for, so its transport notes the answers.

// Sampling, roots and logging are deprecated, and still there.
#![allow(deprecated)]

use std::collections::HashMap;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rmcp::model::*;
use rmcp::service::{
    ClientInitializeError, ClientLifecycleMode, ClientServiceExt, NotificationContext,
    PeerRequestOptions, RequestContext, RoleClient, RunningService, RxJsonRpcMessage, ServiceError,
    SubscriptionEnd, TxJsonRpcMessage,
};
use rmcp::transport::streamable_http_client::StreamableHttpClientTransportConfig;
use rmcp::transport::{StreamableHttpClientTransport, TokioChildProcess, Transport};
use rmcp::{ClientHandler, ErrorData};
use serde::Serialize;
use serde_json::{Value, json};
use tokio::process::Command;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::timeout;

use crate::Server;
use crate::expected::CANCELLED;
use crate::seen::Seen;

/// For whatever is waited for; the longest takes a fraction of a second.
const LIMIT: Duration = Duration::from_secs(10);

type Client = RunningService<RoleClient, User>;
type Answered = Arc<Mutex<Vec<RequestId>>>;

/// Who answers the questions, and hears what is told.
struct User {
    capabilities: ClientCapabilities,
    /// By the message of the question.
    answers: Mutex<HashMap<&'static str, ElicitResult>>,
    asked: Mutex<Vec<Value>>,
    progress: UnboundedSender<ProgressNotificationParam>,
    logged: UnboundedSender<LoggingMessageNotificationParam>,
    /// Methods of the notifications that no subscription asked for.
    strays: Mutex<Vec<&'static str>>,
}

/// The notifications that the user hears, in their order.
struct Heard {
    progress: UnboundedReceiver<ProgressNotificationParam>,
    logged: UnboundedReceiver<LoggingMessageNotificationParam>,
}

impl User {
    fn new(capabilities: ClientCapabilities) -> (Self, Heard) {
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

/// A transport that notes which requests were answered: the client passes over answers that it
/// doesn't wait for.
struct Noting<T> {
    transport: T,
    answered: Answered,
}

impl<T: Transport<RoleClient>> Transport<RoleClient> for Noting<T> {
    type Error = T::Error;

    fn send(
        &mut self,
        message: TxJsonRpcMessage<RoleClient>,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send + 'static {
        self.transport.send(message)
    }

    async fn receive(&mut self) -> Option<RxJsonRpcMessage<RoleClient>> {
        let message = self.transport.receive().await;
        if let Some(JsonRpcMessage::Response(JsonRpcResponse { id, .. })) = &message {
            locked(&self.answered).push(id.clone());
        }
        message
    }

    async fn close(&mut self) -> Result<(), Self::Error> {
        self.transport.close().await
    }
}

/// Connects, and notes in `answered` what is answered.
async fn connect(
    server: &Server,
    user: User,
    mode: ClientLifecycleMode,
    answered: &Answered,
) -> Result<Client, ClientInitializeError> {
    let answered = answered.clone();
    match server {
        Server::Http(example) => {
            // Whatever proxy the environment names, loopback is reached without.
            let http = reqwest::Client::builder()
                .no_proxy()
                .build()
                .expect("it needs nothing");
            let config = StreamableHttpClientTransportConfig::with_uri(example.url());
            let transport = StreamableHttpClientTransport::with_client(http, config);
            user.serve_with_lifecycle(
                Noting {
                    transport,
                    answered,
                },
                mode,
            )
            .await
        }
        Server::Stdio(binary) => {
            let mut command = Command::new(binary);
            command.arg("stdio");
            let (transport, _) = TokioChildProcess::builder(command)
                .stderr(Stdio::null())
                .spawn()
                .expect("the example starts");
            user.serve_with_lifecycle(
                Noting {
                    transport,
                    answered,
                },
                mode,
            )
            .await
        }
    }
}

/// All that a client can do.
fn able() -> ClientCapabilities {
    let mut capabilities = ClientCapabilities::default();
    let (form, url) = (
        FormElicitationCapability::new(),
        UrlElicitationCapability::new(),
    );
    capabilities.elicitation = Some(ElicitationCapability::new().with_form(form).with_url(url));
    capabilities.sampling = Some(SamplingCapability::default());
    capabilities.roots = Some(RootsCapabilities::default());
    capabilities
}

/// Runs the steps that both revisions have, with a client that begins with `initialize`.
pub(crate) async fn run_earlier(server: &Server) -> Seen {
    let (user, _heard) = User::new(able());
    let mode = ClientLifecycleMode::Initialize;
    let client = connect(server, user, mode, &Answered::default())
        .await
        .expect("it connects");
    let mut seen = Seen::default();
    connected(&client, &mut seen);
    tools(&client, &mut seen).await;
    prompts(&client, &mut seen).await;
    resources(&client, &mut seen).await;
    questions(&client, &mut seen).await;
    seen.add("complaints", json!([]));
    client.cancel().await.expect("it ends");
    seen
}

/// Does everything in turn.
pub(crate) async fn run(server: &Server) -> Seen {
    let answered = Answered::default();
    let (user, mut heard) = User::new(able());
    let client = connect(server, user, modern(), &answered)
        .await
        .expect("it connects");
    let mut seen = Seen::default();
    connected(&client, &mut seen);
    tools(&client, &mut seen).await;
    prompts(&client, &mut seen).await;
    resources(&client, &mut seen).await;
    questions(&client, &mut seen).await;
    on_the_way(&client, &mut heard, &answered, &mut seen).await;
    changes(&client, server, &mut seen).await;
    seen.add("complaints", json!([]));
    client.cancel().await.expect("it ends");
    seen
}

/// Records the server's description of itself.
fn connected(client: &Client, seen: &mut Seen) {
    let info = client.peer_info().expect("the server has said who it is");
    let about = json!({
        "version": info.protocol_version,
        "server": info.server_info,
        "capabilities": info.capabilities,
        "instructions": info.instructions,
    });
    seen.add("connected", about);
}

fn modern() -> ClientLifecycleMode {
    ClientLifecycleMode::Auto {
        preferred_versions: vec![ProtocolVersion::V_2026_07_28],
        legacy_version: None,
    }
}

async fn tools(client: &Client, seen: &mut Seen) {
    seen.add("tools", outcome(client.list_tools(None).await));
    let calls = [
        ("text", "test_simple_text", json!({})),
        ("image", "test_image_content", json!({})),
        (
            "statistics",
            "statistics",
            json!({ "numbers": [1, 2.5, 4] }),
        ),
        ("number", "count_words", json!({ "text": "one two three" })),
        (
            "wrong arguments",
            "statistics",
            json!({ "numbers": "many" }),
        ),
        ("unknown tool", "no_such_tool", json!({})),
        (
            "headers",
            "test_header_params",
            json!({ "region": "Zürich", "shard": 7, "replica": true }),
        ),
        ("whoami", "whoami", json!({})),
        ("prints", "prints", json!({})),
    ];
    for (step, name, arguments) in calls {
        seen.add(step, outcome(client.call_tool(call(name, arguments)).await));
    }
}

async fn prompts(client: &Client, seen: &mut Seen) {
    seen.add("prompts", outcome(client.list_prompts(None).await));
    let arguments = object(json!({ "to": "Ada", "tone": "formal", "lines": "5" }));
    let letter = GetPromptRequestParams::new("letter").with_arguments(arguments);
    seen.add("prompt", outcome(client.get_prompt(letter).await));
    let completion = client
        .complete_prompt_argument("test_prompt_with_arguments", "arg1", "par", None)
        .await;
    seen.add(
        "complete prompt",
        json!({ "completion": outcome(completion) }),
    );
}

async fn resources(client: &Client, seen: &mut Seen) {
    seen.add("resources", outcome(client.list_resources(None).await));
    seen.add(
        "templates",
        outcome(client.list_resource_templates(None).await),
    );
    let reads = [
        ("read text", "test://static-text"),
        ("read binary", "test://static-binary"),
        ("read template", "test://template/42/data"),
        ("read nothing", "test://no/such"),
    ];
    for (step, uri) in reads {
        seen.add(
            step,
            outcome(
                client
                    .read_resource(ReadResourceRequestParams::new(uri))
                    .await,
            ),
        );
    }
    let completion = client
        .complete_resource_argument("project:///{+path}", "path", "src", None)
        .await;
    seen.add(
        "complete template",
        json!({ "completion": outcome(completion) }),
    );
}

async fn questions(client: &Client, seen: &mut Seen) {
    let accept =
        |content: Value| ElicitResult::new(ElicitationAction::Accept).with_content(content);
    let decline = || ElicitResult::new(ElicitationAction::Decline);
    let (confirm, place) = ("Order 2 of \"tea\"?", "Where shall \"tea\" go?");
    let delivery = || {
        accept(json!({ "street": "Long Lane 1", "zip": "12345", "speed": "Express", "gift": true }))
    };
    let ada = || accept(json!({ "name": "Ada" }));
    let rounds = [
        ("Step 1: What is your name?", ada()),
        (
            "Step 2: What is your favorite color, Ada?",
            accept(json!({ "color": "green" })),
        ),
    ];
    let calls = [
        (
            "order",
            "order",
            vec![(confirm, accept(json!({}))), (place, delivery())],
        ),
        (
            "order declined",
            "order",
            vec![(confirm, decline()), (place, delivery())],
        ),
        (
            "order picked up",
            "order",
            vec![(confirm, accept(json!({}))), (place, decline())],
        ),
        (
            "two rounds",
            "test_input_required_result_multi_round",
            Vec::from(rounds),
        ),
        (
            "three kinds",
            "test_input_required_result_multiple_inputs",
            vec![("What is your name?", ada())],
        ),
        (
            "page",
            "connect_account",
            vec![(
                "Sign in to connect your account",
                ElicitResult::new(ElicitationAction::Accept),
            )],
        ),
    ];
    for (step, name, answers) in calls {
        prepare(client, answers);
        let arguments = if name == "order" {
            json!({ "sku": "tea", "count": 2 })
        } else {
            json!({})
        };
        let result = outcome(client.call_tool(call(name, arguments)).await);
        seen.add(step, asked(client, result));
    }

    prepare(
        client,
        vec![(
            "What context should the prompt use?",
            accept(json!({ "context": "tea time" })),
        )],
    );
    let result = outcome(
        client
            .get_prompt(GetPromptRequestParams::new(
                "test_input_required_result_prompt",
            ))
            .await,
    );
    seen.add("prompt that asks", asked(client, result));
    prepare(
        client,
        vec![("May the assistant read \"diary\"?", accept(json!({})))],
    );
    let result = outcome(
        client
            .read_resource(ReadResourceRequestParams::new("test://private/diary"))
            .await,
    );
    seen.add("resource that asks", asked(client, result));
}

/// Gives the user the answers to the next questions.
fn prepare(client: &Client, answers: Vec<(&'static str, ElicitResult)>) {
    *locked(&client.service().answers) = answers.into_iter().collect();
    locked(&client.service().asked).clear();
}

/// A result with the questions that were asked on the way.
fn asked(client: &Client, result: Value) -> Value {
    json!({ "asked": *locked(&client.service().asked), "result": result })
}

/// Records the messages that come while a call runs, and cancels calls.
async fn on_the_way(client: &Client, heard: &mut Heard, answered: &Answered, seen: &mut Seen) {
    const PROGRESSING: &str = "test_tool_with_progress";
    let result = outcome(client.call_tool(call(PROGRESSING, json!({}))).await);
    let progress = json!([
        next(&mut heard.progress).await,
        next(&mut heard.progress).await,
        next(&mut heard.progress).await
    ]);
    seen.add(
        "progress",
        json!({ "result": result, "progress": progress }),
    );

    let mut meta = RequestMetaObject::new();
    meta.set_log_level(LoggingLevel::Info);
    let mut logging = call("test_logging_tool", json!({}));
    logging.meta = Some(meta);
    let result = outcome(client.call_tool(logging).await);
    let messages = json!([
        next(&mut heard.logged).await,
        next(&mut heard.logged).await,
        next(&mut heard.logged).await
    ]);
    seen.add("log", json!({ "result": result, "messages": messages }));

    // Each is cancelled at its first sign of life.
    let mut ids = Vec::new();
    for _ in 0..CANCELLED {
        let request =
            ClientRequest::CallToolRequest(CallToolRequest::new(call(PROGRESSING, json!({}))));
        let handle = client
            .send_cancellable_request(request, PeerRequestOptions::no_options())
            .await
            .expect("it is sent");
        while next(&mut heard.progress).await.progress_token != handle.progress_token {}
        ids.push(handle.id.clone());
        handle
            .cancel(Some("enough".into()))
            .await
            .expect("it is cancelled");
    }
    // This one begins after the others and takes as long, so that their answers would come before
    // its own.
    client
        .call_tool(call(PROGRESSING, json!({})))
        .await
        .expect("it is answered");
    let answered = locked(answered);
    seen.add(
        "cancelled",
        json!({ "answered": ids.iter().filter(|id| answered.contains(id)).count() }),
    );
}

async fn changes(client: &Client, server: &Server, seen: &mut Seen) {
    const TOUCHED: &str = "test://static-text";
    let filter = SubscriptionFilter::builder()
        .tools_list_changed()
        .resource_subscription(TOUCHED)
        .build();
    let mut first = client.listen(filter).await.expect("it listens");
    let touch = |uri: &str| call("touch_resource", json!({ "uri": uri }));
    let changes = [
        call("test_trigger_prompt_change", json!({})),
        touch("test://static-binary"),
        call("test_trigger_tool_change", json!({})),
        touch(TOUCHED),
    ];
    for change in changes {
        client.call_tool(change).await.expect("it is told");
    }
    let told = [told(&mut first).await, told(&mut first).await];
    let honored = json(first.acknowledged());
    first.cancel().await.expect("it unsubscribes");

    let filter = SubscriptionFilter::builder().tools_list_changed().build();
    let mut second = client.listen(filter).await.expect("it listens again");
    client
        .call_tool(call("test_trigger_tool_change", json!({})))
        .await
        .expect("it is told");
    let later = [self::told(&mut second).await];
    client
        .call_tool(call("test_simple_text", json!({})))
        .await
        .expect("it is answered");
    let strays = locked(&client.service().strays).clone();
    seen.add(
        "listening",
        json!({ "honored": honored, "told": told, "told later": later, "strays": strays }),
    );

    if let Server::Http(example) = server {
        // Others need the server, too: they come before its end.
        others(server, seen).await;
        example.stop();
        assert_eq!(self::told(&mut second).await, Value::Null);
        let graceful = matches!(second.end(), Some(SubscriptionEnd::Graceful(_)));
        seen.add(
            "server ended",
            json!(if graceful {
                "graceful".to_owned()
            } else {
                format!("{:?}", second.end())
            }),
        );
    } else {
        second.cancel().await.expect("it unsubscribes");
        others(server, seen).await;
    }
}

/// The next thing that a subscription tells; null at its end.
async fn told(subscription: &mut rmcp::service::Subscription) -> Value {
    let next = timeout(LIMIT, subscription.next())
        .await
        .expect("something is told in time");
    json(&next.expect("it can be read"))
}

/// Clients that can do less.
async fn others(server: &Server, seen: &mut Seen) {
    let (user, _heard) = User::new(ClientCapabilities::default());
    let plain = connect(server, user, modern(), &Answered::default())
        .await
        .expect("it connects");
    seen.add(
        "no capability",
        outcome(
            plain
                .call_tool(call("order", json!({ "sku": "tea" })))
                .await,
        ),
    );
    plain.cancel().await.expect("it ends");
}

fn call(name: &'static str, arguments: Value) -> CallToolRequestParams {
    CallToolRequestParams::new(name).with_arguments(object(arguments))
}

fn object(json: Value) -> JsonObject {
    serde_json::from_value(json).expect("it is an object")
}

async fn next<T>(heard: &mut UnboundedReceiver<T>) -> T {
    timeout(LIMIT, heard.recv())
        .await
        .expect("it comes in time")
        .expect("the client is still there")
}

/// As the protocol writes it.
fn json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).expect("it is JSON")
}

fn outcome<T: Serialize>(result: Result<T, ServiceError>) -> Value {
    match result {
        Ok(result) => json(&result),
        Err(ServiceError::McpError(ErrorData { code, message, .. })) => {
            json!({ "error": { "code": code, "message": message } })
        }
        Err(other) => json!({ "error": { "message": other.to_string() } }),
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
