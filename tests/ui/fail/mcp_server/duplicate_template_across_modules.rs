use mcp_runtime::prelude::*;

mod notes {
    use mcp_runtime::prelude::*;

    /// A note.
    #[mcp_resource("notes:///{name}")]
    pub fn note(name: String) -> String {
        name
    }
}

mod drafts {
    use mcp_runtime::prelude::*;

    /// A draft.
    #[mcp_resource("notes:///{name}")]
    pub fn note(name: String) -> String {
        name
    }
}

mcp_server! {
    Reviews {
        name: "reviews",
        version: "1.0.0",
        resources: [notes::note, drafts::note], //~ drafts::note
    }
}

fn main() {
    let _ = Reviews::new();
}
