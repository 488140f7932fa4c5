//! One question a screen: which screens a form has, in which order they are seen, and where one goes from each.

use engine::form::{Ask, Evidence, FormView, QuestionView, StepState, StepView};

/// A screen: one question, and what the engine shows with it. Evidence that no question follows has a screen of its own.
pub struct Screen<'a> {
    /// The step it belongs to.
    pub step: &'a StepView,
    /// The question, or the evidence that stands alone; the screen goes by its key.
    pub question: &'a QuestionView,
    /// What is shown above the question, and whether it was shown with an earlier question of the step.
    pub evidence: Vec<(Evidence, bool)>,
}

/// All screens of a form as it stands.
pub fn screens(view: &FormView) -> Vec<Screen<'_>> {
    let mut screens = Vec::new();
    for step in &view.steps {
        let mut shown: Vec<(Evidence, bool)> = Vec::new();
        let mut fresh = None;
        for question in &step.questions {
            if let Ask::Evidence { of } = question.ask {
                shown.push((of, false));
                fresh = Some(question);
                continue;
            }
            // What was shown is at hand again where the person declares that it is right.
            let again = |seen: &&(Evidence, bool)| !seen.1 || question.ask == Ask::Declaration;
            let evidence = shown.iter().filter(again).copied().collect();
            screens.push(Screen { step, question, evidence });
            for (_, was_shown) in &mut shown {
                *was_shown = true;
            }
            fresh = None;
        }
        if let Some(question) = fresh {
            screens.push(Screen {
                step,
                question,
                evidence: shown.into_iter().filter(|seen| !seen.1).collect(),
            });
        }
    }
    screens
}

/// Is there still something to do on it?
pub fn is_open(view: &FormView, screen: &Screen<'_>) -> bool {
    view.missing.iter().any(|missing| missing.question == screen.question.key)
}

/// The first screen of a step that still wants something; of a step that wants nothing the first.
pub fn entrance<'a>(view: &FormView, step: &StepView, screens: &'a [Screen<'a>]) -> Option<&'a Screen<'a>> {
    let mut of_step = screens.iter().filter(|screen| screen.step.key == step.key);
    let first = of_step.clone().next();
    of_step.find(|screen| is_open(view, screen)).or(first)
}

/// The first screen that still wants something.
pub fn first_open<'a>(view: &FormView, screens: &'a [Screen<'a>]) -> Option<&'a Screen<'a>> {
    screens.iter().find(|screen| is_open(view, screen))
}

/// The screen after the one of this key, which need not be there any more.
pub fn after<'a>(screens: &'a [Screen<'a>], key: &str) -> Option<&'a Screen<'a>> {
    let place = screens.iter().position(|screen| screen.question.key == key)?;
    screens.get(place + 1)
}

/// How many steps are done, of how many.
pub fn done(view: &FormView) -> (usize, usize) {
    let done = view.steps.iter().filter(|step| step.state == StepState::Done).count();
    (done, view.steps.len())
}
