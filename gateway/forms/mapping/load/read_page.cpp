#include "gateway/forms/mapping/load/read_page.h"

#include "gateway/forms/form/tables_keys.h"
#include "generated/messages/forms.h"

#include <algorithm>

namespace renkei::mapping {
namespace {

namespace message = diag::message;

void add_first(const yaml::Node& code, Example& example, diag::Report& report) {
    const auto same = std::ranges::find(example.page.first, code.text, &SectionChoice::code);
    if (same != example.page.first.end()) {
        form::report_twice(code.text, code.where(), same->where, report);
        return;
    }
    if (std::ranges::find(example.sections, code.text, &SectionHead::code) != example.sections.end()) {
        example.page.first.push_back({code.text, code.where()});
        return;
    }
    std::string known;
    for (const SectionHead& section : example.sections) {
        known += (known.empty() ? "" : " ") + section.code;
    }
    form::report_wrong(code, known, report);
}

void add_technical(const yaml::Node& id, Example& example, diag::Report& report) {
    const form::Tables& tables = *example.tables;
    if (const auto found = tables.item_by_id.find(id.text); found != tables.item_by_id.end()) {
        example.page.technical.insert(found->second);
    } else if (!tables.without.contains(id.text)) {
        report.add(message::item_unknown, id.where(), {id.text, form::nearest(id.text, tables.item_by_id)});
    }
}

} // namespace

void read_page(const yaml::Node& part, Example& example, diag::Report& report) {
    const yaml::Node* const page = part.get("page");
    if (page == nullptr || !form::check_keys(*page, form::keys::page, report)) {
        return;
    }
    for (const yaml::Node* code : form::texts_at(*page, "first")) {
        add_first(*code, example, report);
    }
    for (const yaml::Node* id : form::texts_at(*page, "technical")) {
        add_technical(*id, example, report);
    }
}

} // namespace renkei::mapping
