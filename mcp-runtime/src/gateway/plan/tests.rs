use super::super::tests::{gateway, row};
use super::*;

fn reasons(gateway: &Gateway) -> String {
    Plan::of(gateway).unwrap_err().to_string()
}

/// Rules as text, in their order.
fn told(gateway: &Gateway) -> Vec<String> {
    let plan = Plan::of(gateway).unwrap();
    let rule = |rule: &Rule| {
        let name = match &rule.name {
            Pattern::Is(name) => name.clone(),
            Pattern::StartsWith(start) => format!("{start}*"),
        };
        format!("{name} -> {}", plan.upstreams[rule.to].name)
    };
    plan.rules.iter().map(rule).collect()
}

#[test]
fn names_go_before_what_they_start_with_and_long_starts_before_short_ones() {
    let routed = gateway()
        .route("tools/call", "crm_*", "eu")
        .route("tools/call", "*", "reports")
        .route("tools/call", "crm_add", "main")
        .route("tools/call", "crm_add", "main");
    assert_eq!(
        told(&routed),
        ["crm_add -> main", "crm_* -> eu", "* -> reports"]
    );
}

#[test]
fn what_begins_like_a_routed_template_and_isnt_meant_stays_where_it_was() {
    let routed = gateway().route("resources/read", "reports://{id}", "reports");
    // In the table there are also `reports://terms` and `reports://public/{id}`.
    assert_eq!(
        told(&routed),
        [
            "reports://terms -> main",
            "reports://public/* -> main",
            "reports://* -> reports"
        ]
    );
    let routed = routed.route("resources/read", "reports://public/{id}", "eu");
    assert_eq!(
        told(&routed),
        [
            "reports://terms -> main",
            "reports://public/* -> eu",
            "reports://* -> reports"
        ]
    );
    let group = gateway().route("resources/read", "reports://*", "reports");
    assert_eq!(
        told(&group),
        ["reports://* -> reports"],
        "a group is all that begins so"
    );
    let within = gateway().route("resources/read", "reports://2026*", "reports");
    assert_eq!(told(&within), ["reports://2026* -> reports"]);
}

#[test]
fn the_table_says_where_each_row_goes() {
    let routed = gateway()
        .route("resources/read", "reports://{id}", "reports")
        .route("tools/call", "crm_*", "eu");
    let plan = Plan::of(&routed).unwrap();
    let to: Vec<_> = routed
        .rows
        .iter()
        .map(|row| (&*row.name, plan.upstream(row)))
        .collect();
    for expected in [
        ("crm_add", "eu"),
        ("make_report", "main"),
        ("reports://{id}", "reports"),
        ("reports://public/{id}", "main"),
    ] {
        assert!(to.contains(&expected), "{expected:?}: {to:?}");
    }
}

#[test]
fn every_mistake_is_named_at_once_with_what_to_write_instead() {
    let said = reasons(
        &gateway()
            .route("tools/call", "make_reprot", "reports")
            .route("tools/cal", "make_report", "reports")
            .route("tools/call", "make_report", "report")
            .route("tools/call", "billing_*", "reports")
            .param("Regoin", "eu", "eu")
            .param("Region", "", "eu")
            .upstream("a b", ["127.0.0.1:1"])
            .upstream("MAIN", ["127.0.0.1:1"])
            .upstream("none", Vec::<String>::new()),
    );
    for expected in [
        "no `tools/call:make_reprot`; did you mean `make_report`?",
        "`tools/cal` can't be routed by a name; did you mean `tools/call`?",
        "no upstream `report`; did you mean `reports`?",
        "no `tools/call:billing_*`; there are: ",
        "no tool has the header parameter `Regoin`; did you mean `Region`?",
        "no value for the header parameter `Region`",
        "`a b` is no name of an upstream",
        "the upstream `MAIN` is given twice",
        "the upstream `none` has no address",
    ] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
    assert_eq!(said.lines().count(), 10, "{said}");
}

#[test]
fn what_a_gateway_cant_tell_apart_is_refused() {
    let mut same = gateway()
        .route("resources/read", "reports://{id}", "reports")
        .route("resources/read", "reports://{id}/rows", "eu");
    same.rows.push(row(
        "resources/read",
        "reports://{id}/rows",
        Kind::Template("reports://"),
    ));
    assert!(reasons(&same).contains("a gateway can't tell them apart"));
    let twice = gateway()
        .param("Region", "eu", "eu")
        .param("region", "eu", "main");
    assert!(
        reasons(&twice).contains("`Region:eu` is routed twice, to `eu` and to `main`"),
        "{}",
        reasons(&twice)
    );
    let mut alike = gateway()
        .param("user-id", "1", "eu")
        .param("User_Id", "2", "main");
    alike.rows[0].headers = vec![("a", "User-Id"), ("b", "User_Id"), ("c", "user.id")];
    assert!(
        reasons(&alike).contains("can't tell `Mcp-Param-User-Id` from `Mcp-Param-User_Id`"),
        "{}",
        reasons(&alike)
    );
    assert!(
        reasons(&alike.param("user.id", "1", "eu")).contains("can't route by `Mcp-Param-user.id`")
    );
}

#[test]
fn a_path_is_nothing_else() {
    for path in ["mcp", "/mcp;", "/m cp", "/{a}", "/a\"b"] {
        let mut gateway = gateway();
        path.clone_into(&mut gateway.path);
        assert!(reasons(&gateway).contains("the path"), "{path}");
    }
}
