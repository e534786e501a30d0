#include "gateway/forms/html/contradictions.h"

#include "gateway/forms/form/code_text.h"
#include "gateway/forms/html/html.h"
#include "gateway/forms/record/rules/rules.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::html {
namespace {

bool names_nothing(const form::Wordings& wordings, std::string_view text) {
    return std::ranges::any_of(wordings.all(), [&](const form::Wording& wording) {
        const form::Reading* const read = wording.of_text(text);
        return read != nullptr && (read->says == form::Says::nothing || read->says == form::Says::denied ||
                                   read->says == form::Says::unknown);
    });
}

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
    const form::Item& named = form.items()[found.target.item()];
    const bool is_text = named.type == form::ItemType::text;
    return answers.shows(found.target.item()) &&
           !(is_text &&
             names_nothing(answers.plan().wordings(), answers.record().value(found.named, named).text()));
}

} // namespace

std::vector<LinePart> contradictions_in(const Answers& answers) {
    std::vector<LinePart> out;
    const form::Form& form = answers.form();
    for (const record::Contradiction& each : record::contradictions(form, answers.record())) {
        if (!counts(answers, each)) {
            continue;
        }
        const form::Rule& rule = form.rules()[each.rule];
        const LinePart box = answer_in(answers, each.asked, rule.subject);
        const LinePart named = answer_in(answers, each.named, each.target);
        out.push_back(
            {.html = fmt::format("{}（{}　{}）", escaped(form.text(rule.text)), box.html, named.html),
             .restricted = box.restricted || named.restricted});
    }
    return out;
}

} // namespace renkei::html
