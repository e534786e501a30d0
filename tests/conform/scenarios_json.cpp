// fixtures/scenarios.json: stories with their values, answers with their choices.
#include "gateway/core/json/writer.h"

#include "tests/conform/kit.h"
#include "tests/conform/scenarios.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace renkei::test {
namespace {

const model::Form& form_of(const std::string& id) { return catalogue().find(id)->form(); }

const model::Item& item_of(const model::Form& form, const std::string& place) {
    const auto item = form.item(without_indices(place));
    EXPECT_TRUE(item) << form.id() << " has no item " << place;
    return form.items()[item.value_or(model::ItemId(0))];
}

std::vector<service::ScenarioChoice> codes_of(const model::Form& form, const model::Item& item) {
    std::vector<service::ScenarioChoice> out;
    if (item.list != model::none) {
        for (const model::CodeRow& row : form.rows(form.lists()[item.list])) {
            out.push_back({std::string(form.text(row.form)), std::string(form.text(row.display))});
        }
    }
    return out;
}

std::vector<service::ScenarioChoice> reasons_of(const model::Form& form) {
    std::vector<service::ScenarioChoice> out;
    if (form.about().absent_list != model::none) {
        for (const model::CodeRow& row : form.rows(form.lists()[form.about().absent_list])) {
            out.push_back({std::string(form.text(row.form)), std::string(form.text(row.display))});
        }
    }
    return out;
}

std::string text_in(const std::vector<service::ScenarioChoice>& choices, const std::string& code) {
    const auto found = std::ranges::find(choices, code, &service::ScenarioChoice::code);
    return found == choices.end() ? code : found->text;
}

bool is_date(const std::string& text) {
    constexpr std::string_view shape = "0000-00-00";
    return std::ranges::equal(text, shape,
                              [](char c, char as) { return as == '0' ? c >= '0' && c <= '9' : c == as; });
}

// "2026-01-20" → "2026年1月20日"
std::string japanese_date(const std::string& text) {
    return fmt::format("{}年{}月{}日", text.substr(0, 4), std::stoi(text.substr(5, 2)),
                       std::stoi(text.substr(8, 2)));
}

// As a person would write it.
std::string spoken(const model::Form& form, const std::string& place, const std::string& value,
                   bool japanese) {
    if (value.starts_with("!")) {
        const std::size_t space = value.find(' ');
        const std::string reason = text_in(reasons_of(form), value.substr(1, space - 1));
        const std::string note = value.substr(space + 1);
        return reason + (note.empty() ? "" : (japanese ? "：" : ": ") + note);
    }
    return japanese && is_date(value) ? japanese_date(value)
                                      : text_in(codes_of(form, item_of(form, place)), value);
}

// Replaces {place} by its value and {!place} by nothing; both are named in `places`.
std::string filled_in(const std::string& story, const model::Form& form, const Lines& record, bool japanese,
                      std::set<std::string>& places) {
    std::string out;
    std::size_t at = 0;
    for (std::size_t open = story.find('{'); open != std::string::npos; open = story.find('{', at)) {
        const std::size_t close = story.find('}', open);
        const bool is_silent = story[open + 1] == '!';
        const std::string place =
            story.substr(open + 1 + (is_silent ? 1 : 0), close - open - 1 - (is_silent ? 1 : 0));
        out += story.substr(at, open - at);
        EXPECT_TRUE(record.contains(place)) << "the record has no " << place;
        if (record.contains(place)) {
            places.insert(place);
            out += is_silent ? std::string() : spoken(form, place, record.at(place), japanese);
        }
        at = close + 1;
    }
    return out + story.substr(at);
}

void write_both(json::Writer& out, std::string_view key, const std::string& japanese,
                const std::string& english) {
    out.key(key).start_object().member("ja", japanese).member("en", english).end_object();
}

void write_both(json::Writer& out, std::string_view key, const yaml::Node& both) {
    write_both(out, key, both.get("ja")->text, both.get("en")->text);
}

void write_texts(json::Writer& out, std::string_view key, const std::vector<std::string>& texts) {
    out.key(key).start_array();
    for (const std::string& each : texts) {
        out.string(each);
    }
    out.end_array();
}

std::vector<service::ScenarioChoice> choices_of(const yaml::Node& question, const model::Form& form) {
    std::vector<service::ScenarioChoice> out;
    if (const yaml::Node* const boxes = question.get("boxes"); boxes != nullptr) {
        for (const yaml::Node& box : boxes->children) {
            out.push_back({box.text, std::string(form.text(item_of(form, box.text).name))});
        }
        return out;
    }
    if (question.get("in_force") != nullptr) {
        return out;
    }
    if (question.get("answer") == nullptr) {
        out = codes_of(
            form,
            item_of(form, std::string(question.text_of(question.get("item") != nullptr ? "item" : "rows"))));
    }
    for (const service::ScenarioChoice& reason : reasons_of(form)) {
        if (std::ranges::find(out, reason.text, &service::ScenarioChoice::text) == out.end()) {
            out.push_back(reason);
        }
    }
    out.push_back({"blank", "空欄"});
    out.push_back({"not-stated", "記載なし"});
    return out;
}

// The items of the form that a question asks for; none: it asks for the documents themselves.
std::vector<std::string> items_of(const yaml::Node& question) {
    std::vector<std::string> out;
    if (const yaml::Node* const boxes = question.get("boxes"); boxes != nullptr) {
        for (const yaml::Node& box : boxes->children) {
            out.push_back(box.text);
        }
    }
    for (const char* key : {"item", "rows"}) {
        if (question.get(key) != nullptr) {
            out.emplace_back(question.text_of(key));
        }
    }
    return out;
}

std::vector<std::string> expected_answers(const WrittenScenario& scenario, const yaml::Node& question) {
    for (const char* literal : {"in_force", "answer"}) {
        if (question.get(literal) != nullptr) {
            return {std::string(question.text_of(literal))};
        }
    }
    const yaml::Node& inputs = *scenario.node->get("inputs");
    const std::size_t of = std::stoul(std::string(question.text_of("of", "1")));
    const yaml::Node& input = inputs.children.at(of - 1);
    CaseRecord base(input.text_of("from"), input.get("set"));
    return answers_of(question, lines_of(base.text()), scenario.form(), false);
}

void write_questions(json::Writer& out, const WrittenScenario& scenario) {
    const model::Form& form = form_of(scenario.form());
    out.key("questions").start_array();
    for (const yaml::Node& question : scenario.node->get("questions")->children) {
        out.start_object().member("id", question.text_of("id"));
        write_both(out, "ask", *question.get("ask"));
        const std::vector<std::string> items = items_of(question);
        for (const std::string& item : items) {
            item_of(form, item); // fails if the form has no such item
        }
        write_texts(out, "items", items);
        write_texts(out, "answers", expected_answers(scenario, question));
        if (const auto choices = choices_of(question, form); !choices.empty()) {
            out.key("choices").start_array();
            for (const service::ScenarioChoice& each : choices) {
                out.start_object().member("code", each.code).member("text", each.text).end_object();
            }
            out.end_array();
        }
        out.end_object();
    }
    out.end_array();
}

void write_send(json::Writer& out, const WrittenScenario& scenario) {
    const model::Form& form = form_of(scenario.form());
    CaseRecord base(scenario.node->text_of("from"));
    const Lines record = lines_of(base.text());
    std::set<std::string> places;
    const yaml::Node& story = *scenario.node->get("story");
    const std::string japanese = filled_in(story.get("ja")->text, form, record, true, places);
    const std::string english = filled_in(story.get("en")->text, form, record, false, places);
    write_both(out, "story", japanese, english);
    out.key("expected").start_array();
    for (const std::string& place : places) {
        out.start_object()
            .member("item", place)
            .member("name", form.text(item_of(form, place).name))
            .member("value", record.at(place))
            .member("text", spoken(form, place, record.at(place), true))
            .end_object();
    }
    out.end_array();
    std::vector<std::string> own;
    for (const yaml::Node& each : shared_of_scenarios().get("own")->get(scenario.form())->children) {
        own.push_back(each.text);
    }
    write_texts(out, "own", own);
}

void write_scenario(json::Writer& out, const WrittenScenario& scenario) {
    const yaml::Node& node = *scenario.node;
    const yaml::Node* const source = shared_of_scenarios().get("sources")->get(node.text_of("source"));
    const model::Form& form = form_of(scenario.form());
    out.start_object().member("id", scenario.id()).member("kind", scenario.kind);
    out.member("form", scenario.form()).member("version", form.version());
    out.member("syntax", form.text(form.syntaxes().front().id));
    write_both(out, "title", *node.get("title"));
    EXPECT_NE(source, nullptr) << scenario.id();
    out.key("source").start_object();
    write_both(out, "rule", *source->get("rule"));
    out.member("where", source->text_of("where")).end_object();
    write_texts(out, "inputs", inputs_of(scenario));
    if (scenario.kind == "send") {
        write_send(out, scenario);
    } else {
        write_both(out, "story", *node.get("story"));
    }
    if (node.get("questions") != nullptr) {
        write_questions(out, scenario);
    }
    out.end_object();
}

} // namespace

std::string scenarios_json() {
    std::string out;
    json::Writer writer(out);
    writer.start_object().member("title", "Scenarios of the Renkei conformance kit");
    writer.member("kit", kit().version).key("scenarios").start_array();
    for (const WrittenScenario& each : written_scenarios()) {
        write_scenario(writer, each);
    }
    writer.end_array().end_object();
    return json::pretty(out) + "\n";
}

} // namespace renkei::test
