#include "gateway/forms/conform/kit/kit_record.h"
#include "generated/messages/conform.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace renkei::conform {
namespace {

void add_choices(const form::Form& form, const form::CodeList& list, std::vector<ScenarioChoice>& out) {
    for (const form::CodeRow& row : form.rows(list)) {
        out.push_back({std::string(form.text(row.form)), std::string(form.text(row.display))});
    }
}

std::vector<ScenarioChoice> codes_of(const form::Form& form, const form::Item& item) {
    std::vector<ScenarioChoice> out;
    if (item.list != form::none) {
        add_choices(form, form.lists()[item.list], out);
    }
    return out;
}

std::vector<ScenarioChoice> reasons_of(const form::Form& form) {
    std::vector<ScenarioChoice> out;
    if (form.about().absent_list != form::none) {
        add_choices(form, form.lists()[form.about().absent_list], out);
    }
    return out;
}

std::string text_in(const std::vector<ScenarioChoice>& choices, const std::string& code) {
    const auto found = std::ranges::find(choices, code, &ScenarioChoice::code);
    return found == choices.end() ? code : found->text;
}

bool is_whole_date(std::string_view text) {
    constexpr std::string_view shape = "0000-00-00";
    return std::ranges::equal(text, shape,
                              [](char c, char as) { return as == '0' ? c >= '0' && c <= '9' : c == as; });
}

// "2026-01-20" → "2026年1月20日"
std::string japanese_date(const std::string& text) {
    const auto without_zero = [&](std::size_t at) {
        return text.substr(text[at] == '0' ? at + 1 : at, text[at] == '0' ? 1 : 2);
    };
    return fmt::format("{}年{}月{}日", text.substr(0, 4), without_zero(5), without_zero(8));
}

// "!unknown note" as the reason and the note.
std::string spoken_reason(const form::Form& form, const std::string& value, StoryLanguage language) {
    const std::size_t space = std::min(value.find(' '), value.size());
    const std::string reason = text_in(reasons_of(form), value.substr(1, space - 1));
    const std::string note = value.substr(std::min(space + 1, value.size()));
    const std::string_view mark = language == StoryLanguage::japanese ? "：" : ": ";
    return note.empty() ? reason : fmt::format("{}{}{}", reason, mark, note);
}

} // namespace

diag::Result<const form::Item*> item_at(const form::Form& form, const yaml::Node& node,
                                        const std::string& place) {
    const auto item = form.item(without_indices(place));
    if (!item) {
        return diag::fail(message::conform_kit_item, node.where(), {form.id(), place});
    }
    return &form.items()[*item];
}

std::string spoken_value(const form::Form& form, const form::Item& item, const std::string& value,
                         StoryLanguage language) {
    if (value.starts_with("!")) {
        return spoken_reason(form, value, language);
    }
    return language == StoryLanguage::japanese && is_whole_date(value) ? japanese_date(value)
                                                                       : text_in(codes_of(form, item), value);
}

diag::Result<std::string> filled_story(const yaml::Node& story, const form::Form& form,
                                       const RecordLines& record, StoryLanguage language,
                                       std::set<std::string>& places) {
    const std::string& text = story.text;
    std::string out;
    std::size_t at = 0;
    for (std::size_t open = text.find('{'); open != std::string::npos; open = text.find('{', at)) {
        const std::size_t close = std::min(text.find('}', open), text.size());
        const bool is_silent = text.substr(open + 1, 1) == "!";
        const std::size_t start = open + (is_silent ? 2 : 1);
        const std::string place = text.substr(start, close - std::min(start, close));
        TRY(const form::Item* const item, item_at(form, story, place));
        const auto value = record.find(place);
        if (value == record.end()) {
            return diag::fail(message::conform_kit_value, story.where(), {place});
        }
        places.insert(place);
        out += text.substr(at, open - at);
        out += is_silent ? std::string() : spoken_value(form, *item, value->second, language);
        at = std::min(close + 1, text.size());
    }
    return out + text.substr(at);
}

diag::Result<std::vector<ScenarioChoice>> choices_of(const yaml::Node& question, const form::Form& form) {
    std::vector<ScenarioChoice> out;
    if (question.get("boxes") != nullptr) {
        for (const yaml::Node& box : children_of(question, "boxes")) {
            TRY(const form::Item* const item, item_at(form, box, box.text));
            out.push_back({box.text, std::string(form.text(item->name))});
        }
        return out;
    }
    if (question.get("in_force") != nullptr) {
        return out;
    }
    if (question.get("answer") == nullptr) {
        TRY(const yaml::Node* const asked,
            required_child(question, question.get("item") != nullptr ? "item" : "rows"));
        TRY(const form::Item* const item, item_at(form, *asked, asked->text));
        out = codes_of(form, *item);
    }
    for (const ScenarioChoice& reason : reasons_of(form)) {
        if (std::ranges::find(out, reason.text, &ScenarioChoice::text) == out.end()) {
            out.push_back(reason);
        }
    }
    out.push_back({"blank", "空欄"});
    out.push_back({"not-stated", "記載なし"});
    return out;
}

diag::Result<std::vector<std::string>> items_of(const yaml::Node& question, const form::Form& form) {
    std::vector<const yaml::Node*> named;
    for (const yaml::Node& box : children_of(question, "boxes")) {
        named.push_back(&box);
    }
    for (const char* key : {"item", "rows"}) {
        if (question.get(key) != nullptr) {
            named.push_back(question.get(key));
        }
    }
    std::vector<std::string> out;
    for (const yaml::Node* const each : named) {
        TRY_VOID(item_at(form, *each, each->text));
        out.push_back(each->text);
    }
    return out;
}

} // namespace renkei::conform
