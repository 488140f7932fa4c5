//! The API's description (OpenAPI 3.1): put together from the handlers' own annotations, served as a document and as a page.

use crate::auth::Side;
use crate::config::Mode;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use std::borrow::Cow;
use std::fmt::Write as _;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType, Type};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Content, InfoBuilder, OpenApi, OpenApiBuilder, Ref, RefOr, Required, ResponseBuilder};
use utoipa::{PartialSchema, ToSchema};

/// What stands in the description before any handler is added.
pub fn ground(mode: Mode) -> OpenApi {
    let info = InfoBuilder::new()
        .title("PMH hub")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Facilities register charges, municipalities decide, people read. JSON throughout; amounts are integer yen, days are \
             YYYY-MM-DD in Japan. A PUT with an id of the sender's own making may be repeated until it is answered.",
        ));
    let mut document = OpenApiBuilder::new().info(info.build()).build();
    let components = document.components.get_or_insert_default();
    let bearer = |whose: &str| {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(whose.to_owned()));
        SecurityScheme::Http(scheme.build())
    };
    components.add_security_scheme(
        "facility",
        bearer("Key of a facility's machine; it speaks for that facility only."),
    );
    components.add_security_scheme(
        "municipality",
        bearer("Key of a municipality's machine; it speaks for that municipality only."),
    );
    components.add_security_scheme("portal", bearer("Key of another portal's machine."));
    let cookie = |side: Side, about: &str| {
        let name = side.cookie(mode);
        SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(name, about)))
    };
    components.add_security_scheme("person", cookie(Side::Person, "The signed-in person's session."));
    components.add_security_scheme("staff", cookie(Side::Officer, "The signed-in officer's session."));
    components.schemas.insert("Problem".to_owned(), PROBLEM.schema());
    document
}

/// Adds to every operation the names in its address and the problems it may answer with.
pub fn completed(mut document: OpenApi) -> OpenApi {
    for (path, item) in &mut document.paths.paths {
        let operations = [&mut item.get, &mut item.put, &mut item.post, &mut item.delete];
        for operation in operations.into_iter().flatten() {
            let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
            operation.parameters.get_or_insert_default().extend(names.map(in_address));
            for response in operation.responses.responses.values_mut() {
                if let RefOr::T(response) = response
                    && response.description.is_empty()
                {
                    "As asked.".clone_into(&mut response.description);
                }
            }
            for (status, description) in problems_of(operation) {
                let content = Content::new(Some(RefOr::<Schema>::Ref(Ref::from_schema_name("Problem"))));
                let response = ResponseBuilder::new().description(description);
                let response = response.content("application/problem+json", content).build();
                operation.responses.responses.entry(status.to_owned()).or_insert(response.into());
            }
        }
    }
    document
}

/// A name in the address. What has no line of its own is an id of the sender's own making.
fn in_address(name: &str) -> Parameter {
    let about = match name {
        "facility" => "医療機関コード, ten digits; the key's own.",
        "municipality" => "団体コード; the key's own.",
        "portal" => "The other portal; the key's own.",
        "person" => "Opaque reference of the person.",
        "actor" => "The person who acts.",
        "application" => "Id of the application, made by whoever begins it.",
        "attachment" => "Id of the file, made by whoever sends it up.",
        "certificate" => "Id of the certificate.",
        "receipt" => "Id of the receipt, made by whoever notes it.",
        "session" => "Id of the session, from the list.",
        "proposal" => "As the change that waits was answered.",
        "line" => "Sequence of the line in the log.",
        "sequence" => "Sequence of what was told.",
        _ => "The sender's own id; at most some hundreds of bytes.",
    };
    let text = ObjectBuilder::new().schema_type(SchemaType::Type(Type::String));
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some(about))
        .schema(Some(text))
        .build()
}

fn problems_of(operation: &Operation) -> Vec<(&'static str, &'static str)> {
    let mut problems = vec![("503", "The storage cannot be reached; what was acknowledged is safe.")];
    if !is_open(operation) {
        problems.extend([
            ("401", "Nobody the hub knows is asking."),
            ("403", "The asker speaks for another organisation, or the request comes from another site."),
            ("404", "It is not there, or not for the asker to see."),
            ("429", "The asker sends more than it may; Retry-After says how long to wait."),
        ]);
    }
    if operation.request_body.is_some() {
        problems.extend([
            ("409", "What was to be changed has changed since."),
            ("413", "The document is too large."),
            ("422", "The document was not understood, or its id was used for another document; `field` says where."),
        ]);
    } else if asks_more(operation) {
        problems.push(("422", "What stands behind the ? of the address, or in a header, was not understood; `field` says where."));
    }
    problems
}

/// Does it ask for more than names in its address?
fn asks_more(operation: &Operation) -> bool {
    let parameters = operation.parameters.iter().flatten();
    parameters
        .into_iter()
        .any(|parameter| matches!(parameter.parameter_in, ParameterIn::Query | ParameterIn::Header))
}

/// May anybody ask?
fn is_open(operation: &Operation) -> bool {
    let Some(security) = &operation.security else { return true };
    let empty = serde_json::json!([{}]);
    serde_json::to_value(security).is_ok_and(|security| security == empty)
}

/// `GET /openapi.json`
pub fn document(openapi: &OpenApi) -> Response {
    let text = openapi.to_pretty_json().unwrap_or_default();
    ([(header::CONTENT_TYPE, "application/json; charset=utf-8")], text).into_response()
}

/// `GET /api`: the same to read.
pub fn page(openapi: &OpenApi) -> Response {
    let mut html = String::from(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>PMH hub: API</title>\n</head>\n<body>\n<main>\n<h1>PMH hub: API</h1>\n",
    );
    let about = openapi.info.description.as_deref().unwrap_or_default();
    let _ = writeln!(html, "<p>{} <a href=\"/openapi.json\">OpenAPI 3.1</a></p>", escape(about));
    for tag in ["facility", "municipality", "patient", "staff", "portal", "operation"] {
        let _ = writeln!(html, "<h2>{tag}</h2>");
        for (path, item) in &openapi.paths.paths {
            for (method, operation) in
                [("GET", &item.get), ("PUT", &item.put), ("POST", &item.post), ("DELETE", &item.delete)]
            {
                let Some(operation) = operation else { continue };
                if operation.tags.as_ref().is_some_and(|tags| tags.iter().any(|known| known == tag)) {
                    section(&mut html, method, path, operation);
                }
            }
        }
    }
    html.push_str("</main>\n</body>\n</html>\n");
    let mut response = Html(html).into_response();
    let policy =
        "default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    response
}

fn section(html: &mut String, method: &str, path: &str, operation: &Operation) {
    let text = |text: &Option<String>| escape(text.as_deref().unwrap_or_default());
    let _ = writeln!(html, "<section>\n<h3>{}</h3>", text(&operation.summary));
    let _ = writeln!(html, "<p><code>{method} {}</code></p>", escape(path));
    let _ = writeln!(html, "<p>{}</p>\n<ul>", text(&operation.description));
    for (status, response) in &operation.responses.responses {
        if let RefOr::T(response) = response {
            let _ = writeln!(html, "<li>{status} {}</li>", escape(&response.description));
        }
    }
    html.push_str("</ul>\n</section>\n");
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A document whose Rust type is the engine's and knows nothing of OpenAPI: its fields, in words.
struct Described {
    fields: &'static [Field],
    /// May it have others? They are kept and given back.
    others: bool,
}

/// Name, type, required, what it is.
type Field = (&'static str, Type, bool, &'static str);

impl Described {
    fn schema(&self) -> RefOr<Schema> {
        let mut object = ObjectBuilder::new().schema_type(SchemaType::Type(Type::Object));
        for (name, of_type, required, about) in self.fields {
            let field = ObjectBuilder::new().schema_type(SchemaType::Type(of_type.clone()));
            object = object.property(*name, field.description(Some(*about)));
            if *required {
                object = object.required(*name);
            }
        }
        if self.others {
            object = object.description(Some("Fields this version does not know are kept and given back."));
        }
        object.into()
    }
}

/// Makes a type that stands for a described document in the handlers' annotations.
macro_rules! described {
    ($($(#[$meta:meta])* $name:ident = $fields:ident;)+) => {
        $($(#[$meta])*
        pub enum $name {}
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                $fields.schema()
            }
        }
        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($name))
            }
        })+
    };
}

described! {
    /// A charge as a facility sends it.
    Charge = CHARGE;
    /// A document that names the patient and nothing else.
    PatientOnly = PATIENT_ONLY;
    /// A person's facts.
    FactsTold = FACTS_TOLD;
}

const PROBLEM: Described = Described {
    fields: &[
        ("type", Type::String, true, "RFC 9457: an address of its own for each code."),
        ("title", Type::String, true, "What happened, what is safe, what to do."),
        ("status", Type::Integer, true, "The status of the answer."),
        ("code", Type::String, true, "Stable, for machines."),
        ("field", Type::String, false, "Where in the document, as far as known."),
        ("detail", Type::String, false, "For the person who repairs the sender."),
    ],
    others: false,
};

const PATIENT_ONLY: Described =
    Described { fields: &[("patient", Type::String, true, "Reference of the patient.")], others: false };

const FACTS_TOLD: Described = Described {
    fields: &[
        ("as_of", Type::String, true, "The moment the facts were true."),
        ("sequence", Type::Integer, true, "Sequence of the newest fact."),
        ("facts", Type::Object, true, "The person's facts: `Facts` of the engine."),
        (
            "own_receipts",
            Type::Array,
            false,
            "領収書 the person has noted, each as a charge of source `patient_entered`, its `sequence` 2^48 and the version a change names. Left out where there are none.",
        ),
    ],
    others: false,
};

const CHARGE: Described = Described {
    fields: &[
        ("patient", Type::String, true, "Reference of the patient."),
        (
            "facility",
            Type::Object,
            true,
            "Who treats: `code` (ten digits, the one of the address), `name`, `kind`, `designated`.",
        ),
        ("service_day", Type::String, true, "受診日 (薬局: 調剤日). Decides the month."),
        ("total10", Type::Integer, true, "医療費総額(10割) of the certified disease in yen, meals left out."),
        ("certificates", Type::Array, false, "Ids of the certificates that were used."),
        ("setting", Type::String, false, "`inpatient` or `outpatient`."),
        ("collected_on", Type::String, false, "Day the money was taken, where it differs."),
        ("insurance_rate", Type::String, false, "Rate of the health insurance as a decimal."),
        ("raw_selfpay", Type::Integer, false, "Self-pay before the cap as the facility worked it out."),
        ("collected", Type::Integer, false, "What the facility really took. Never rewritten."),
        ("seen_running_total", Type::Integer, false, "The running total the facility saw."),
        ("meal", Type::Integer, false, "食事療養費: never in the cap."),
        ("non_covered", Type::Integer, false, "保険外"),
        (
            "disease_related",
            Type::Boolean,
            false,
            "Does it concern the certified disease? Yes, when left out.",
        ),
        ("part", Type::String, false, "`kouhi` (公費対象分) or `hoken` (保険単独分)."),
        ("visits", Type::Integer, false, "How many visits the row stands for."),
        ("first_visit", Type::Boolean, false, "初診"),
        ("source", Type::String, false, "Where the figure comes from: `recept`, `receipt_claim`, `paper`."),
        ("hash", Type::String, false, "The facility's own digest of its record."),
    ],
    others: true,
};

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// Every field of the engine's charge that a facility may send is described, and no other.
    #[test]
    fn the_described_charge_is_the_engines() {
        let full = json!({
            "id": "x", "sequence": 1, "event": "corrected", "supersedes": "y", "certificates": ["c"],
            "facility": { "code": "1310000001" }, "setting": "inpatient", "service_day": "2026-11-04",
            "collected_on": "2026-11-04", "registered_at": "x", "total10": 1, "insurance_rate": "0.5", "raw_selfpay": 1,
            "collected": 1, "seen_running_total": 1, "meal": 1, "non_covered": 1, "disease_related": false,
            "part": "hoken", "visits": 2, "first_visit": true, "source": "paper", "hash": "x",
        });
        let charge: engine::facts::Charge =
            serde_json::from_value(full).unwrap_or_else(|error| panic!("{error}"));
        assert!(charge.unknown.is_empty(), "{:?}", charge.unknown);
        let value = serde_json::to_value(charge).unwrap_or(Value::Null);
        let given_by_the_hub = ["id", "sequence", "event", "supersedes", "registered_at"];
        let mut theirs: Vec<&str> =
            value.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
        theirs.retain(|name| !given_by_the_hub.contains(name));
        let mut ours: Vec<&str> = CHARGE.fields.iter().map(|(name, ..)| *name).collect();
        ours.retain(|name| *name != "patient");
        ours.sort_unstable();
        assert_eq!(ours, theirs);
    }
}
