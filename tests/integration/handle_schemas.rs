//! Schemas and descriptions of handles, and servers whose handles can't be right.

use mcp_runtime::Server;
use mcp_runtime::prelude::*;
use mcp_runtime::testing::Client;
use serde_json::{Value, json};

use crate::handle_shop::server;

/// A customer of the company
#[mcp_type]
#[derive(Handle, Debug)]
#[handle(prefix = "cust", ttl = "90s")]
struct Customer {
    name: String,
}

/// A paper that another server signs.
#[mcp_type]
#[derive(Handle, Debug)]
#[handle(prefix = "paper", ttl = "2d", fixed, external)]
struct SignedPaper {
    text: String,
}

mod crm {
    use mcp_runtime::prelude::*;

    use super::{Customer, SignedPaper};

    /// Take on a customer.
    #[mcp_tool]
    pub(super) async fn create(
        name: String,
        customers: Handles<Customer>,
    ) -> Result<Minted<Customer>, ToolError> {
        customers.mint(Customer { name }).await
    }

    /// Take over a customer of somebody else's
    ///
    /// With all that belongs to him.
    #[mcp_tool]
    pub(super) async fn take_over(
        name: String,
        customers: Handles<Customer>,
    ) -> Result<Minted<Customer>, ToolError> {
        customers.mint(Customer { name }).await
    }

    /// Call a customer.
    #[mcp_tool]
    pub(super) fn call(
        customer: Handle<Customer>,
        /// Whom to call instead.
        other: Option<Handle<Customer>>,
        /// What he signed
        papers: Vec<Handle<SignedPaper>>,
    ) -> String {
        format!(
            "{} {:?} {}",
            customer.name,
            other,
            papers.iter().map(|paper| paper.text.len()).sum::<usize>()
        )
    }

    mcp_tools! { pub(super) Tools: [create, take_over, call] }
}

#[mcp_type]
struct Pair {
    /// The first of two
    first: Handle<Customer>,
    tree: Option<Tree>,
}

#[mcp_type]
struct Tree {
    here: Handle<Customer>,
    below: Vec<Tree>,
}

/// Compare customers.
#[mcp_tool]
fn compare(Args(pair): Args<Pair>) -> Json<Vec<Handle<Customer>>> {
    let Pair { first, tree } = pair;
    let tree = tree.map(|Tree { here, below }| (here, below.len()));
    Json(vec![first, tree.unwrap().0])
}

/// Write to a customer.
#[mcp_prompt]
fn letter(
    /// To whom
    customer: Handle<Customer>,
) -> String {
    customer.name.clone()
}

mcp_server! { Company { name: "company", version: "1.0.0", tools: [..crm::Tools as "crm", compare], prompts: [letter] } }

async fn tools<S: Send + Sync + 'static, D: 'static>(
    server: Server<S, D>,
) -> impl Fn(&str) -> Value {
    let tools = Client::new(server).tools().await;
    move |name| {
        tools
            .iter()
            .find(|tool| tool["name"] == name)
            .unwrap_or_else(|| panic!("{name}: {tools:?}"))
            .clone()
    }
}

#[tokio::test]
async fn an_argument_says_where_it_comes_from_and_how_long_it_lives() {
    let tool = tools(Company::new()).await;
    let call = &tool("crm_call")["inputSchema"];
    assert_eq!(
        call["properties"],
        json!({
            "customer": {
                "type": "string",
                "description": "A customer of the company: a handle from `crm_create` or `crm_take_over`, valid for 90 seconds after its last use",
            },
            "other": {
                "type": "string",
                "description": "Whom to call instead (A customer of the company): a handle from `crm_create` or `crm_take_over`, valid for 90 \
                                seconds after its last use",
            },
            "papers": {
                "type": "array",
                "description": "What he signed",
                "items": {
                    "type": "string",
                    "description": "A paper that another server signs: a handle, valid for 2 days after it was made",
                },
            },
        })
    );
    assert_eq!(call["required"], json!(["customer", "papers"]));
    let nested = tool("compare")["inputSchema"].to_string();
    let explained = nested.matches("a handle from `crm_create` or `crm_take_over`, valid for 90 seconds after its last use").count();
    assert_eq!(
        (explained, nested.contains("The first of two (A customer")),
        (3, true),
        "{nested}"
    );
}

#[tokio::test]
async fn a_maker_says_what_it_returns_and_what_takes_it() {
    let tool = tools(Company::new()).await;
    let create = tool("crm_create");
    assert_eq!(
        create["description"],
        "Take on a customer.\n\nReturns a handle `customer`, valid for 90 seconds after its last use."
    );
    let customer = &create["outputSchema"]["properties"]["customer"];
    assert_eq!(
        customer["description"],
        "A customer of the company: a handle for `crm_call`, valid for 90 seconds after its last use"
    );
    assert_eq!(create["outputSchema"]["required"], json!(["customer"]));
    let compared = tool("compare")["outputSchema"].to_string();
    assert!(
        compared.contains("a handle for `crm_call`, valid"),
        "{compared}"
    );
}

#[tokio::test]
async fn a_prompt_says_it_of_its_arguments() {
    let prompts = Client::new(Company::new()).prompts().await;
    assert_eq!(
        prompts[0]["arguments"][0]["description"],
        "To whom (A customer of the company): a handle from `crm_create` or `crm_take_over`, valid for 90 seconds after its last use"
    );
}

#[tokio::test]
async fn nothing_that_is_listed_shows_how_it_was_made() {
    let mut listed = Client::new(Company::new()).tools().await;
    listed.extend(Client::new(server()).tools().await);
    let listed = json!(listed).to_string();
    assert!(
        !listed.contains("x-mcp-handle") && !listed.contains("handle_schemas.rs"),
        "{listed}"
    );
}

#[tokio::test]
async fn errors_name_tools_as_the_server_lists_them() {
    let client = Client::new(Company::new());
    let reply = client
        .call("crm_call", json!({ "customer": "x", "papers": [] }))
        .await;
    assert_eq!(
        reply.text(),
        "No such customer, or it expired; make one with `crm_create` or `crm_take_over`"
    );
    let customer: Value = client
        .call("crm_create", json!({ "name": "Ada" }))
        .await
        .json();
    let reply = client
        .call(
            "crm_call",
            json!({ "customer": customer["customer"], "papers": ["paper_x"] }),
        )
        .await;
    assert_eq!(reply.text(), "No such signed paper, or it expired");
    // However deep it stands.
    let tree = json!({ "here": customer["customer"], "below": [{ "here": "x", "below": [] }] });
    let reply = client
        .call(
            "compare",
            json!({ "first": customer["customer"], "tree": tree }),
        )
        .await;
    assert!(
        reply.is_error() && reply.text().starts_with("No such customer"),
        "{}",
        reply.text()
    );
    let tree = json!({ "here": customer["customer"], "below": [] });
    let reply = client
        .call(
            "compare",
            json!({ "first": customer["customer"], "tree": tree }),
        )
        .await;
    assert_eq!(
        reply.json::<Value>(),
        json!([customer["customer"], customer["customer"]])
    );
}

/// Close a customer's file.
#[mcp_tool(
    input_schema = r#"{ "type": "object", "properties": { "customer": { "type": "string" } }, "required": ["customer"], "additionalProperties": false }"#
)]
fn close_file(customer: Handle<Customer>) -> String {
    customer.name.clone()
}

mcp_server! { ByHand { name: "by-hand", version: "1.0.0", tools: [crm::create, close_file] } }

#[tokio::test]
async fn a_schema_given_by_hand_is_listed_as_it_is() {
    let client = Client::new(ByHand::new());
    let tool = tools(ByHand::new()).await;
    assert_eq!(
        tool("close_file")["inputSchema"]["properties"],
        json!({ "customer": { "type": "string" } })
    );
    let customer: Value = client.call("create", json!({ "name": "Ada" })).await.json();
    assert_eq!(
        client
            .call("close_file", json!({ "customer": customer["customer"] }))
            .await
            .text(),
        "Ada"
    );
    assert!(
        client
            .call("close_file", json!({ "customer": "x" }))
            .await
            .text()
            .starts_with("No such customer")
    );
}

mcp_server! { NobodyMints { name: "nobody-mints", version: "1.0.0", tools: [compare], prompts: [letter] } }

#[tokio::test]
async fn a_nested_handle_that_nobody_mints_keeps_a_server_from_starting() {
    let error = Client::try_new(NobodyMints::new()).unwrap_err();
    let [tool, prompt] = error.problems() else {
        panic!("{error}")
    };
    for (problem, item) in [
        (tool, "the tool `compare` ("),
        (prompt, "the prompt `letter` ("),
    ] {
        let reason = problem.to_string();
        assert!(
            reason.starts_with(item)
                && reason
                    .contains("no tool of this server mints the handle `customer` that it takes"),
            "{reason}"
        );
        assert!(
            reason.contains("list one that returns `Minted<…>` of it, or write `external`"),
            "{reason}"
        );
    }
}

mod other {
    use mcp_runtime::prelude::*;

    /// A custard
    #[mcp_type]
    #[derive(Handle, Debug)]
    #[handle(prefix = "cust", ttl = "5m", external)]
    pub(super) struct Custard {
        pub(super) grams: u32,
    }

    #[mcp_type]
    pub(super) struct Dessert {
        pub(super) custard: Handle<Custard>,
    }
}

/// Weigh a dessert.
#[mcp_tool]
fn weigh(dessert: other::Dessert) -> u32 {
    dessert.custard.grams
}

/// Praise a dessert.
#[mcp_prompt]
fn praise(custard: Handle<other::Custard>) -> String {
    format!("Praise {} grams of custard", custard.grams)
}

mcp_server! { Clash { name: "clash", version: "1.0.0", tools: [crm::create, weigh], prompts: [praise] } }

#[tokio::test]
async fn two_kinds_with_one_prefix_keep_a_server_from_starting_wherever_they_are() {
    let error = Client::try_new(Clash::new()).unwrap_err();
    assert_eq!(error.problems().len(), 2, "{error}");
    for problem in error.problems() {
        let reason = problem.to_string();
        assert!(
            reason.contains("two kinds of handle have the prefix `cust`: `customer` at "),
            "{reason}"
        );
        assert!(
            reason.contains("and `custard` at ") && reason.contains("handle_schemas.rs:"),
            "{reason}"
        );
    }
}
