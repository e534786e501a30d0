#include "gateway/forms/mapping/load/read_page.h"

#include "gateway/core/text/joined.h"
#include "gateway/forms/form/tables_keys.h"
#include "gateway/forms/mapping/load/read_when.h"

#include <algorithm>

namespace renkei::mapping {
namespace {

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
    form::report_wrong(code, text::joined(example.sections, " ", &SectionHead::code), report);
}

void add_alert(const yaml::Node& alert, Example& example, diag::Report& report) {
    if (!form::check_keys(alert, form::keys::page_alert, report)) {
        return;
    }
    const yaml::Node& id = *alert.get("item");
    if (example.tables->without.contains(id.text)) {
        return; // this version of the form does not have it
    }
    const ItemId item = form::known_item(*example.tables, id.text, id.where(), report);
    if (item == form::none) {
        return;
    }
    const std::vector<const yaml::Node*> values = form::texts_at(alert, "is");
    for (const yaml::Node* value : values) {
        if (!is_code_of(*example.tables, item, value->text)) {
            form::report_wrong(*value, "a code of the item", report);
        }
        example.page.alerts.push_back({item, value->text});
    }
    if (values.empty()) {
        example.page.alerts.push_back({item, {}});
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
    const yaml::Node* const alerts = page->get("alert");
    if (alerts != nullptr && alerts->kind != yaml::NodeKind::list) {
        form::report_wrong(*alerts, "[{item: …, is: […]}]", report);
        return;
    }
    for (std::size_t i = 0; alerts != nullptr && i < alerts->children.size(); ++i) {
        add_alert(alerts->children[i], example, report);
    }
}

} // namespace renkei::mapping
