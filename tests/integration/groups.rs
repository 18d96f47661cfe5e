//! A group of tools, prompts and resources that a server takes in as a library's.

use mcp_runtime::gateway::{Format, Gateway};
use mcp_runtime::prelude::*;
use serde_json::{Value, json};

use mcp_tests::client::Ask;

/// Items of a library crate, which doesn't know the server and asks for its own part of the state.
mod billing {
    use mcp_runtime::prelude::*;

    #[derive(Clone)]
    pub(super) struct Ledger(pub(super) u32);

    /// Write an invoice.
    #[mcp_tool]
    pub(super) fn invoice(State(ledger): State<Ledger>) -> u32 {
        ledger.0 + 1
    }

    #[mcp_completion]
    pub(super) fn customers(typed: CompletionContext) -> Vec<String> {
        vec![format!("{}da", typed.value())]
    }

    /// Remind a customer.
    #[mcp_prompt]
    pub(super) fn remind(
        #[mcp(complete = customers)] customer: String,
        State(ledger): State<Ledger>,
    ) -> String {
        format!("Remind {customer} of invoice {}", ledger.0)
    }

    /// An invoice.
    #[mcp_resource("billing:///invoices/{number}")]
    pub(super) fn paper(number: u32) -> String {
        format!("invoice {number}")
    }

    mcp_tools! {
        pub(super) Billing { tools: [invoice], prompts: [remind], resources: [paper] }
    }
}

/// Remind somebody of a meeting.
#[mcp_prompt]
fn remind(who: String) -> String {
    format!("Remind {who} of the meeting")
}

struct Office {
    ledger: billing::Ledger,
}

impl FromRef<Office> for billing::Ledger {
    fn from_ref(office: &Office) -> Self {
        office.ledger.clone()
    }
}

mcp_server! {
    Firm {
        name: "firm",
        version: "1.0.0",
        state: Office,
        tools: [..billing::Billing as "billing"],
        prompts: [remind, ..billing::Billing as "billing"],
        resources: [..billing::Billing],
    }
}

fn firm() -> Firm {
    Firm::new(Office {
        ledger: billing::Ledger(6),
    })
}

fn prompt(name: &str, arguments: Value) -> Ask {
    Ask::new(
        "prompts/get",
        json!({ "name": name, "arguments": arguments }),
    )
    .header("mcp-name", name)
}

#[tokio::test]
async fn each_kind_of_a_group_is_served_with_the_servers_state() {
    let router = firm().into_router();
    let called = Ask::tool("billing_invoice", json!({})).send(&router).await;
    assert_eq!(called.ok_text(), "7");
    let read = Ask::new("resources/read", json!({ "uri": "billing:///invoices/3" }));
    let read = read.header("mcp-name", "billing:///invoices/3");
    let read = read.send(&router).await.result();
    assert_eq!(read["contents"][0]["text"], "invoice 3");
}

#[tokio::test]
async fn a_prompt_of_a_group_goes_by_its_full_name() {
    let router = firm().into_router();
    let listed = Ask::new("prompts/list", json!({})).send(&router).await;
    let listed = listed.result()["prompts"].clone();
    let names: Vec<&Value> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|p| &p["name"])
        .collect();
    assert_eq!(names, ["remind", "billing_remind"]);

    let text = |result: Value| result["messages"][0]["content"]["text"].clone();
    let own = prompt("remind", json!({ "who": "Ada" }))
        .send(&router)
        .await;
    assert_eq!(text(own.result()), "Remind Ada of the meeting");
    let arguments = json!({ "customer": "Ada" });
    let theirs = prompt("billing_remind", arguments.clone());
    assert_eq!(
        text(theirs.send(&router).await.result()),
        "Remind Ada of invoice 6"
    );
    let near = prompt("billing_remin", arguments).send(&router).await;
    assert_eq!(near.refusal(), (200, -32602));
    assert!(
        near.error_message().contains("`billing_remind`"),
        "{near:?}"
    );

    let completed = Ask::new(
        "completion/complete",
        json!({
            "ref": { "type": "ref/prompt", "name": "billing_remind" },
            "argument": { "name": "customer", "value": "A" },
        }),
    );
    let completed = completed.send(&router).await.result();
    assert_eq!(completed["completion"]["values"], json!(["Ada"]));
}

#[tokio::test]
async fn a_prompt_of_a_group_is_hidden_by_its_full_name() {
    let mut server = firm();
    let visibility = server.visibility();
    let router = server.into_router();
    visibility.hide_prompt("billing_remind").unwrap();
    let hidden = prompt("billing_remind", json!({ "customer": "Ada" }));
    assert_eq!(hidden.send(&router).await.refusal(), (200, -32602));
    let own = prompt("remind", json!({ "who": "Ada" }))
        .send(&router)
        .await;
    assert_eq!(own.status, 200);
    assert!(own.result()["messages"].is_array());
}

#[test]
fn a_gateway_routes_a_prompt_of_a_group_by_its_full_name() {
    let routes = Gateway::of(&firm()).config(Format::Json).unwrap();
    let routes: Value = serde_json::from_str(&routes).unwrap();
    let of = |method: &str| -> Vec<&Value> {
        let rows = routes.as_array().unwrap().iter();
        rows.filter(|row| row["method"] == method)
            .map(|row| &row["name"])
            .collect()
    };
    assert_eq!(of("prompts/get"), ["remind", "billing_remind"]);
}
