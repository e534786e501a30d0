#include "gateway/forms/html/contradictions.h"

#include "gateway/forms/form/code_text.h"
#include "gateway/forms/html/html.h"
#include "gateway/forms/record/rules/rules.h"

#include <fmt/format.h>

namespace renkei::html {
namespace {

constexpr std::string_view closing = "）";

// An item of the row, or a set of codes of it; a group of rows has a name only.
LinePart answer_in(const Answers& answers, const record::Row& row, form::RuleTarget target) {
    if (target.is_group()) {
        return {.html = escaped(answers.form().text(answers.form().groups()[target.group()].name))};
    }
    return {.html = fmt::format("{}：{}",
                                escaped(answers.form().text(answers.form().items()[target.item()].name)),
                                answers.of(row, target.item()).html),
            .restricted = answers.plan().page_item(target.item()).restricted != 0};
}

bool counts(const Answers& answers, const record::Contradiction& found) {
    const form::Form& form = answers.form();
    const form::ItemId asked = form.rules()[found.rule].subject;
    const form::Item& box = form.items()[asked];
    if (!answers.shows(asked) ||
        form::means_no_value(form, box, answers.record().value(found.asked, box).text())) {
        return false;
    }
    if (found.target.is_group()) {
        return !answers.is_part();
    }
    return answers.shows(found.target.item());
}

} // namespace

std::vector<LinePart> contradictions_in(const Answers& answers) {
    std::vector<LinePart> out;
    const form::Form& form = answers.form();
    const record::Contradiction* before = nullptr;
    const std::vector<record::Contradiction> all =
        record::contradictions(form, answers.plan().wordings(), answers.record());
    for (const record::Contradiction& each : all) {
        if (!counts(answers, each)) {
            continue;
        }
        const form::Rule& rule = form.rules()[each.rule];
        if (before == nullptr || before->rule != each.rule || &before->asked != &each.asked ||
            &before->named != &each.named) {
            const LinePart box = answer_in(answers, each.asked, rule.subject);
            out.push_back({.html = fmt::format("{}（{}）", escaped(form.text(rule.text)), box.html),
                           .restricted = box.restricted});
        }
        const LinePart named = answer_in(answers, each.named, each.target);
        out.back().html.insert(out.back().html.size() - closing.size(), "　" + named.html);
        out.back().restricted = out.back().restricted || named.restricted;
        before = &each;
    }
    return out;
}

} // namespace renkei::html
