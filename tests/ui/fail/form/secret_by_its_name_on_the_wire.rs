use mcp_runtime::Form;

#[derive(Form)]
struct Login {
    #[form(name = "user-password")] //~ "user
    proof: String,
}

fn main() {}
