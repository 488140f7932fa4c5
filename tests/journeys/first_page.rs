//! The first page somebody sees: asked for while its program is on its way, and shown whole.

use journeys::browser::Browser;
use journeys::engine::Engine;
use journeys::hub::Hub;

/// The program comes when it is let, and whatever moves on the page is noted.
const HOLD: &str = "
    const compile = WebAssembly.compileStreaming;
    WebAssembly.compileStreaming = async (program) => {
        await new Promise((go) => { window.go = go });
        return compile.call(WebAssembly, program);
    };
    window.moved = 0;
    new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.moved += entry.value }).observe({ type: 'layout-shift', buffered: true });";

const ASKED: &str = "
    const names = performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname).filter((name) => name.startsWith('/api/'));
    return names.map((name) => name.replace('/api/v1/', '')).sort().join(' ')";

#[test]
fn what_it_shows_is_asked_for_once_while_the_program_is_on_its_way_and_nothing_moves() {
    if Engine::of_this_run() != Engine::Chromium {
        return;
    }
    let hub = Hub::start();
    let browser = Browser::start(360, 640);
    browser.open(&hub.address);
    browser.click("#sample-hanako");
    browser.until("the page", "return document.querySelector('[data-used]')");
    browser.prepare(HOLD);
    browser.open(&hub.address);
    let all = "me me/people people/sample-hanako/facts people/sample-hanako/notices";
    browser.until("the answers", &format!("const asked = (() => {{ {ASKED} }})(); return asked === '{all}'"));
    assert_eq!(browser.script("return document.querySelector('#portal')"), serde_json::Value::Null);
    browser.script("window.go(); return true");
    browser.until("the page", "return document.querySelector('[data-used]')");
    browser.until("its notices", "return document.querySelector('.notice--new')");
    // News are a question of their own, and stay open.
    assert_eq!(browser.script(ASKED), all, "each of them is asked once");
    assert_eq!(browser.script("return window.moved"), 0, "nothing moves when the page has come");
}
