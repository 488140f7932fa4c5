//! The sandbox desk: a form that puts in a facility's charge exactly as its billing system would.

use super::people::{self, Sample};
use crate::problem::Problem;
use crate::registration::{Registered, Registration};
use crate::store::Done;
use crate::{Hub, auth, clock};
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::json;

const STYLE: &str = include_str!("desk.css");

/// What the form sends.
#[derive(Deserialize)]
pub struct Entry {
    patient: String,
    facility: String,
    service_day: String,
    total10: String,
    insurance_rate: String,
    #[serde(default)]
    collected: String,
}

/// What the page says about the last charge.
#[derive(Deserialize)]
pub struct Said {
    #[serde(default)]
    done: Option<i64>,
    #[serde(default)]
    patient: Option<String>,
}

/// `GET /sandbox/desk`
pub async fn page(Query(said): Query<Said>) -> Response {
    let note = said.done.map(|sequence| {
        format!("<p class=\"done\" role=\"status\" id=\"done\">登録しました（登録番号 {sequence}）。この方の画面を開いていれば、すぐに変わります。</p>")
    });
    render(note.as_deref().unwrap_or_default(), said.patient.as_deref())
}

/// `POST /sandbox/desk`
pub async fn register(State(hub): State<Hub>, headers: HeaderMap, Form(entry): Form<Entry>) -> Response {
    if !auth::from_own_page(&headers) {
        return Problem::cross_site().into_response();
    }
    match put_in(&hub, &entry).await {
        // The charge is on the disk; reloading the answer must not put it in again.
        Ok(done) => {
            Redirect::to(&format!("/sandbox/desk?done={}&patient={}", done.answer.sequence, entry.patient))
                .into_response()
        }
        Err(sentence) => render(
            &format!(
                "<p class=\"error\" role=\"alert\" id=\"error\">登録できませんでした：{}　何も記録していません。</p>",
                escape(&sentence)
            ),
            Some(&entry.patient),
        ),
    }
}

async fn put_in(hub: &Hub, entry: &Entry) -> Result<Done<Registered>, String> {
    let sample = people::sample(clock::today())?;
    let facility = sample
        .facilities
        .iter()
        .find(|known| known.code == entry.facility)
        .ok_or("医療機関をえらんでください。")?;
    let person = sample
        .shown()
        .find(|known| known.facts.person.id == entry.patient)
        .ok_or("だれの医療費かをえらんでください。")?;
    let total10: i64 =
        entry.total10.trim().parse().map_err(|_| "医療費の総額を、半角の数字（円）で入れてください。")?;
    let collected: Option<i64> = match entry.collected.trim() {
        "" => None,
        text => Some(text.parse().map_err(|_| "窓口で受け取った額を、半角の数字（円）で入れてください。")?),
    };
    let certificates: Vec<&str> =
        person.facts.certificates.iter().map(|certificate| certificate.id.as_str()).collect();
    let mut random = [0_u8; 8];
    getrandom::fill(&mut random).map_err(|error| error.to_string())?;
    let registration_id = format!("desk-{}", u64::from_le_bytes(random));
    let mut body = json!({
        "patient": entry.patient,
        "facility": facility,
        "certificates": certificates,
        "service_day": entry.service_day,
        "total10": total10,
        "insurance_rate": entry.insurance_rate,
    });
    if let Some(collected) = collected {
        body["collected"] = collected.into();
    }
    let registration = Registration::register(&facility.code, &registration_id, body);
    match registration {
        Ok(registration) => hub.store.carry_out(registration).await,
        Err(problem) => Err(problem),
    }
    .map_err(|problem| problem.sentence())
}

fn render(note: &str, chosen: Option<&str>) -> Response {
    let today = clock::today();
    let html = match people::sample(today) {
        Ok(sample) => html(&sample, note, chosen, &today.to_string()),
        Err(error) => escape(&error),
    };
    let mut response = Html(html).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; style-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        ),
    );
    response
}

/// `GET /sandbox/desk.css`
pub async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE).into_response()
}

fn html(sample: &Sample, note: &str, chosen: Option<&str>, today: &str) -> String {
    let people: String = sample
        .shown()
        .map(|person| {
            let id = &person.facts.person.id;
            let selected = if chosen == Some(id) { " selected" } else { "" };
            option(id, selected, &format!("{}（{}）", person.facts.person.name, person.about))
        })
        .collect();
    let facilities: String =
        sample.facilities.iter().map(|facility| option(&facility.code, "", &facility.name)).collect();
    format!(
        r#"<!doctype html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>医療機関の窓口（試用環境）</title>
<link rel="stylesheet" href="/sandbox/desk.css">
</head>
<body>
<main>
<p class="sandbox">試用環境です。人も医療機関もすべて架空です。</p>
<h1>医療機関の窓口</h1>
<p>会計システムの代わりに、医療費を1件登録します。登録すると、その方の画面に<strong>すぐに</strong>現れます。もう1つのウィンドウで<a href="/" target="_blank" rel="noopener">ポータル</a>を開いて、同じ方を選んでおいてください。</p>
{note}
<form method="post" action="/sandbox/desk">
<label for="patient">だれの医療費ですか</label>
<select id="patient" name="patient">{people}</select>
<label for="facility">医療機関</label>
<select id="facility" name="facility">{facilities}</select>
<label for="service_day">受診した日（薬局は調剤した日）</label>
<input id="service_day" name="service_day" type="date" value="{today}" max="{today}" required>
<label for="total10">医療費の総額（10割、円）</label>
<input id="total10" name="total10" inputmode="numeric" pattern="[0-9]+" required>
<label for="insurance_rate">保険の自己負担</label>
<select id="insurance_rate" name="insurance_rate"><option value="0.3">3割</option><option value="0.2">2割</option><option value="0.1">1割</option></select>
<label for="collected">窓口で受け取った額（円）<span class="hint">空のままなら、まだ受け取っていないものとして登録します。</span></label>
<input id="collected" name="collected" inputmode="numeric" pattern="[0-9]*">
<button type="submit" id="register">登録する</button>
</form>
</main>
</body>
</html>
"#
    )
}

fn option(value: &str, selected: &str, label: &str) -> String {
    format!("<option value=\"{}\"{selected}>{}</option>", escape(value), escape(label))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_typed_stays_text() {
        assert_eq!(escape("<b title=\"x\">&"), "&lt;b title=&quot;x&quot;&gt;&amp;");
    }
}
