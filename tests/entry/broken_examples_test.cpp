// The broken examples of the kit, typed in on pages: what `check` finds wrong stands beside its box.
#include "gateway/forms/entry/form_page.h"
#include "gateway/forms/html/html.h"
#include "gateway/forms/service/documents.h"
#include "generated/messages/forms.h"

#include "tests/entry/kit.h"
#include "tests/laws/all_forms.h"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

namespace renkei::entry {
namespace {

using diag::Finding;
using diag::Severity;
using record::Row;

std::string file(const std::string& name) {
    std::ifstream in(std::string(RENKEI_KIT) + "/" + name, std::ios::binary);
    EXPECT_TRUE(in) << name;
    return {std::istreambuf_iterator<char>(in), {}};
}

// Without the numbers of rows: a file of lines and cells does not say them.
std::string without_rows(std::string box) {
    for (std::size_t open = box.find('['); open != std::string::npos; open = box.find('[')) {
        box.erase(open, box.find(']', open) - open + 1);
    }
    return box;
}

// The boxes of an item, in the rows that the record has.
void add_boxes_of(const record::Record& record, const Row& row, form::ItemId id,
                  std::vector<std::string>& out) {
    const form::Form& form = record.form();
    const form::Item& item = form.items()[id];
    const form::Group& group = form.groups()[item.group];
    const form::GroupId of = group.kind == form::GroupKind::codes ? group.parent : item.group;
    if (row.group == of) {
        out.push_back(box_name(form, row, item));
    } else if (const form::GroupId below = form::child_towards(form, row.group, of); below != form::none) {
        for (const Row* each : record.rows(row, below)) {
            add_boxes_of(record, *each, id, out);
        }
    }
}

// Where the page has what a finding is about; empty: it is about no box and no rows.
std::string box_of(const Finding& found, const record::Record& record) {
    const form::Form& form = record.form();
    const std::optional<form::ItemId> item = form.item(found.item);
    if (found.where.path.starts_with('/')) { // a code in a set is of the box of the set
        std::string box = box_of_pointer(found.where.path);
        const bool is_code = item && form.groups()[form.items()[*item].group].kind == form::GroupKind::codes;
        return is_code && box.ends_with(']') ? box.substr(0, box.rfind('[')) : box;
    }
    std::vector<std::string> boxes;
    if (item) {
        add_boxes_of(record, record.root(), *item, boxes);
    }
    return boxes.empty() ? std::string() : boxes.front();
}

// What is wrong with one example: with the texts that could not be read in their boxes.
struct Broken {
    const mapping::Plan* plan = nullptr;
    Fields typed{};
    std::vector<std::pair<std::string, Finding>> errors{}; // with their boxes
    std::vector<Finding> apart{}; // that no page can say: of bytes, columns, versions
};

std::optional<Broken> read(service::Workspace& workspace, const std::string& name) {
    diag::Report unread;
    const service::Input input{.name = name, .bytes = file(name)};
    service::Documents documents(workspace, input, {.read_mode = record::ReadMode::lenient}, unread);
    if (!documents.next()) {
        return std::nullopt;
    }
    Broken out{.plan = &documents.source().plan()};
    const form::Form& form = out.plan->form();
    record::Record& record = documents.record();
    record.number_rows();
    out.typed = FilledForm(form, record).fields();
    for (const bool is_reading : {true, false}) {
        const diag::Report report = is_reading ? documents.found() : documents.broken_rules();
        for (const Finding& found : report.findings()) {
            const std::optional<form::ItemId> item = form.item(found.item);
            const std::string box = box_of(found, record);
            if (found.severity != Severity::error) {
                continue;
            }
            const bool is_of_file =
                is_reading && (found.value.empty() || found.message == message::value_wrong_type);
            if (item && !is_asked(form, *item)) {
                continue; // the form says it, or no user does
            }
            if (box.empty() || is_of_file) {
                out.apart.push_back(found);
                continue;
            }
            const bool is_typed =
                std::ranges::find(out.typed, box, &Fields::value_type::first) != out.typed.end();
            if (is_reading && (!is_typed || (item && form.items()[*item].type == form::ItemType::codes))) {
                out.typed.emplace_back(box, found.value);
            }
            out.errors.emplace_back(box, found);
        }
    }
    return out;
}

// Empty: it stands beside the box, or in the list above.
std::string fault_of(const Finding& found, const std::string& box, const FilledForm& filled,
                     const std::string& page) {
    const bool is_place = found.where.path.starts_with('/');
    std::string words = diag::sentence(found.message, found.args, diag::Language::japanese);
    if (!is_place) { // how it is to be written is another thing in a cell
        words = words.substr(0, words.find("。"));
    }
    std::string out = "lost";
    for (const auto& [name, text] : filled.errors()) {
        if ((is_place ? name != box : without_rows(name) != without_rows(box)) ||
            text.find(words) == std::string::npos) {
            continue;
        }
        const auto stands = [&](const std::string& part) { return page.find(part) != std::string::npos; };
        const std::string shown = html::escaped(text);
        const bool is_beside =
            stands("id=\"" + name + "-e\"") ||
            (stands("<div id=\"" + name + "\"") && stands("<p class=\"err\">" + shown + "</p>"));
        const bool is_above = stands("<li><a href=\"#" + name + "\">") && stands("：" + shown + "</a></li>");
        if ((is_above && is_beside) || stands("<a href=\"#main\">この帳票：" + shown)) {
            return {};
        }
        out = "not shown";
    }
    return out + ": " + words;
}

TEST(BrokenExamples, are_wrong_beside_the_box_that_is_wrong) {
    service::Workspace workspace(laws::all_plans());
    std::set<std::string> shown; // ids of forms
    std::set<std::string> apart; // ids of messages
    std::size_t errors = 0;
    const nlohmann::json manifest = nlohmann::json::parse(file("manifest.json"));
    for (const nlohmann::json& each : manifest["cases"]) {
        if (each["verdict"] != "refused" || each["direction"] == "backward") {
            continue;
        }
        const std::string name = each["input"];
        const std::optional<Broken> broken = read(workspace, name);
        if (!broken) {
            continue; // no page can say it
        }
        const form::Form& form = broken->plan->form();
        record::Record record(form);
        FilledForm filled(form, record);
        EXPECT_EQ(filled.read(broken->typed), "") << name << ": no box of the form";
        filled.check(record::Rules(form, nullptr, &broken->plan->wordings()));
        filled.add_first_rows();
        const std::string page =
            form_page(*broken->plan, filled, {.url = "/forms/x"}, {.way_back = {{"/forms", "帳票をつくる"}}});
        for (const auto& [box, found] : broken->errors) {
            EXPECT_EQ(fault_of(found, box, filled, page), "") << name << " " << box;
            shown.emplace(form.id());
            ++errors;
        }
        for (const Finding& found : broken->apart) {
            apart.emplace(diag::row(found.message).id);
        }
    }
    EXPECT_GE(shown.size(), 30U) << "forms";
    EXPECT_GE(errors, 300U);
    // of bytes, lines and columns, of a cell with a digit for each day, of names of files, and of numbers
    // that JSON has as texts
    const std::set<std::string> of_files{
        "S001", "S020", "S022", "S026", "S027", "S055", "csv-quote-in-bare-cell", "text-control"};
    EXPECT_EQ(apart, of_files);
}

} // namespace
} // namespace renkei::entry
