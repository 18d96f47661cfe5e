//! The request and the caller that a state is bound to.

use super::*;

#[test]
fn it_belongs_to_one_request_of_one_caller() {
    let sealer = sealer();
    let (ada, bob, empty, nobody) = (
        Principal::new("ada"),
        Principal::new("bob"),
        Principal::new(""),
        Principal::anonymous(),
    );
    let of = |principal| Binding {
        server: "shop",
        method: "tools/call",
        name: "delete",
        arguments: Some(r#"{"a":1}"#),
        principal,
        asked: [7; 4],
    };
    let bindings = [
        of(&ada),
        of(&bob),
        of(&empty),
        of(&nobody),
        Binding {
            server: "shop",
            method: "prompts/get",
            ..of(&ada)
        },
        Binding {
            name: "delet",
            ..of(&ada)
        },
        Binding {
            name: "deletee",
            ..of(&ada)
        },
        Binding {
            server: "shop",
            method: "tools/calld",
            name: "elete",
            ..of(&ada)
        },
        Binding {
            arguments: Some(r#"{"a":2}"#),
            ..of(&ada)
        },
        Binding {
            arguments: Some(r#"{"a":"1"}"#),
            ..of(&ada)
        },
        Binding {
            arguments: Some(r#"{"a":1,"b":null}"#),
            ..of(&ada)
        },
        Binding {
            arguments: None,
            ..of(&ada)
        },
    ];
    for (i, binding) in bindings.iter().enumerate() {
        let Ok(text) = sealer.seal(&Memory::default(), binding, None) else {
            panic!("seals")
        };
        let opening: Vec<usize> = (0..bindings.len())
            .filter(|other| sealer.open(&text, &bindings[*other]).is_some())
            .collect();
        assert_eq!(opening, [i], "{binding:?}");
    }
}

#[test]
fn a_client_may_write_its_arguments_anew() {
    let sealer = sealer();
    let text = sealed(&sealer);
    for arguments in [
        r#"{"deep":{"b":null,"a":[1,2]},"count":1,"project":"p/é"}"#,
        "{ \"project\": \"p\\/\\u00e9\", \"count\": 1.0,\n\"deep\": {\"a\": [1e0, 2], \"b\": null} \
         }",
    ] {
        assert!(
            with("tools/call", "delete", Some(arguments), |binding| sealer
                .open(&text, binding))
            .is_some(),
            "{arguments}"
        );
    }
    for (sealing, opening) in [(None, Some(" { } ")), (Some("{}"), None)] {
        let Ok(text) = with("tools/call", "x", sealing, |binding| {
            sealer.seal(&Memory::default(), binding, None)
        }) else {
            panic!("seals")
        };
        assert!(
            with("tools/call", "x", opening, |binding| sealer
                .open(&text, binding))
            .is_some(),
            "{sealing:?}, {opening:?}"
        );
    }
}
