//! Questions to the client, which the server asks by its answer, and the client answers by asking
//! again.
// Sampling and roots are deprecated, and still there.
#![allow(deprecated)]

use mcp_runtime::input::{CreateMessageRequest, CreateMessageResult, Roots, quote_untrusted};
use mcp_runtime::prelude::*;

/// Who somebody is.
#[derive(Form)]
struct Name {
    /// As in "Ada"
    name: String,
}

/// Greet somebody, once they have said their name. An answer that comes with the first request
/// counts, too.
#[mcp_tool(read_only)]
fn test_input_required_result_elicitation(
    #[mcp(ask = "What is your name?", name = "user_name", volunteered)] user: Name,
) -> String {
    format!("Hello, {}!", user.name)
}

/// Ask the client's model.
#[mcp_tool(read_only)]
fn test_input_required_result_sampling(
    #[mcp(ask_with = CreateMessageRequest::new("What is the capital of France?").max_tokens(100))]
    capital_question: CreateMessageResult,
) -> String {
    capital_question.text
}

/// Name the client's directories.
#[mcp_tool(read_only)]
fn test_input_required_result_list_roots(#[mcp(ask)] client_roots: Roots) -> String {
    let uris: Vec<String> = client_roots
        .roots
        .into_iter()
        .map(|root| root.uri)
        .collect();
    format!("The client works in: {}", uris.join(", "))
}

/// A yes or a no.
#[derive(Form)]
struct Ok {
    ok: bool,
}

/// Ask for a confirmation; the state that comes back with it has been checked when this runs.
#[mcp_tool(read_only)]
fn test_input_required_result_request_state(#[mcp(ask = "Please confirm")] confirm: Ok) -> String {
    format!("state-ok: {}", confirm.ok)
}

/// Ask three questions of three kinds at once.
#[mcp_tool(read_only)]
fn test_input_required_result_multiple_inputs(
    #[mcp(ask = "What is your name?", name = "user_name")] user: Name,
    #[mcp(ask_with = CreateMessageRequest::new("Generate a greeting").max_tokens(50))]
    greeting: CreateMessageResult,
    #[mcp(ask)] client_roots: Roots,
) -> String {
    format!(
        "{} {}, who works in {} places",
        greeting.text,
        user.name,
        client_roots.roots.len()
    )
}

/// A color.
#[derive(Form)]
struct Color {
    color: String,
}

/// Ask one question after the other: the second one depends on the answer to the first.
#[mcp_tool(read_only)]
async fn test_input_required_result_multi_round(asker: Asker) -> Result<String, ToolError> {
    let Name { name } = asker.ask("step1", "Step 1: What is your name?").await?;
    let Color { color } = asker
        .ask(
            "step2",
            format!("Step 2: What is your favorite color, {name}?"),
        )
        .await?;
    Ok(format!("{name} likes {color}"))
}

/// Ask for a confirmation that nobody can forge.
#[mcp_tool(destructive)]
fn test_input_required_result_tampered_state(#[mcp(ask = "Please confirm")] confirm: Ok) -> String {
    format!("Confirmed: {}", confirm.ok)
}

/// Ask the user, if the client can, and the model, if it has one.
#[mcp_tool(read_only)]
fn test_input_required_result_capabilities(
    #[mcp(ask = "What is your name?", name = "user_name", fallback = Name { name: "stranger".into() })]
    user: Name,
    #[mcp(ask = "Generate a greeting", fallback = CreateMessageResult { text: "Hello".into(), model: "none".into() })]
    greeting: CreateMessageResult,
) -> String {
    format!("{}, {}", greeting.text, user.name)
}

/// Ask a question on a stream: it is still the answer that asks.
#[mcp_tool(read_only)]
fn test_streaming_elicitation(
    #[mcp(ask = "What is your name?", name = "user_name")] user: Name,
    cx: Context,
) -> String {
    cx.progress((1, 1));
    format!("Hello, {}!", user.name)
}

/// A prompt that asks for what it needs.
#[mcp_prompt]
pub(crate) fn test_input_required_result_prompt(
    #[mcp(ask = "What context should the prompt use?", name = "user_context")] user: UserContext,
) -> String {
    format!("Answer with this in mind: {}", user.context)
}

/// What a prompt should know.
#[derive(Form)]
pub(crate) struct UserContext {
    context: String,
}

/// A resource that is read once the user agrees.
#[mcp_resource("test://private/{name}")]
pub(crate) fn private_note(
    name: String,
    #[mcp(ask = "May the assistant read {name}?")] _ok: Confirm,
) -> String {
    format!("What {name} says is private.")
}

/// How to deliver.
#[derive(Form)]
enum Speed {
    /// Within three days
    Standard,
    /// Tomorrow
    Express,
}

/// Where to deliver.
#[derive(Form)]
struct Delivery {
    /// Street and number
    street: String,
    #[form(title = "Postal code", length = 4..=10)]
    zip: String,
    #[form(default = Speed::Standard)]
    speed: Speed,
    gift: Option<bool>,
}

/// Order something. The user is asked where to, and that they want it.
#[mcp_tool(confirm = "Order {count} of {sku}?")]
fn order(
    /// What to order
    sku: String,
    /// How many
    #[mcp(range = 1..=99, default = 1)]
    count: u8,
    #[mcp(ask = "Where shall {sku} go?")] delivery: Answer<Delivery>,
) -> String {
    match delivery {
        Answer::Accepted(Delivery {
            street,
            zip,
            speed,
            gift,
        }) => {
            let speed = match speed {
                Speed::Standard => "in three days",
                Speed::Express => "tomorrow",
            };
            let gift = if gift == Some(true) {
                ", as a gift"
            } else {
                ""
            };
            format!("{count} × {sku} to {street}, {zip}: {speed}{gift}")
        }
        Answer::Declined | Answer::Cancelled => format!("{count} × {sku}, to be picked up"),
    }
}

/// Connect an account. Secrets don't pass through the client: the user is sent to a page.
#[mcp_tool]
fn connect_account(
    #[mcp(
        ask = "Sign in to connect your account",
        url = "https://accounts.example.com/connect"
    )]
    _page: Visited,
) -> &'static str {
    "connected"
}

/// Wipe many things: who wipes few isn't asked.
#[mcp_tool(destructive)]
fn wipe(
    /// What to wipe
    names: Vec<String>,
    #[mcp(ask_with = many(names))] _ok: Confirm,
) -> String {
    format!("{} wiped", names.len())
}

fn many(names: &[String]) -> Question<Confirm> {
    match names {
        [_] => Question::answered(Confirm),
        names => Question::new(format!("Wipe {}?", quote_untrusted(names))),
    }
}

mcp_tools! {
    pub Tools: [
        test_input_required_result_elicitation,
        test_input_required_result_sampling,
        test_input_required_result_list_roots,
        test_input_required_result_request_state,
        test_input_required_result_multiple_inputs,
        test_input_required_result_multi_round,
        test_input_required_result_tampered_state,
        test_input_required_result_capabilities,
        test_streaming_elicitation,
        order,
        connect_account,
        wipe,
    ]
}
