#include "tests/conform/scenarios.h"

#include "gateway/forms/mapping/fill/identity.h"
#include "gateway/forms/service/convert.h"
#include "generated/messages/mapping.h"

#include "tests/conform/kit.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

namespace renkei::test {
namespace {

// Unsets all values that are not wanted; places are named as canonical_text() names them.
void keep_in(record::Record& record, record::Row& row, const std::string& prefix, std::size_t cut,
             const std::function<bool(const std::string& place, const std::string& item)>& is_wanted) {
    const form::Form& form = record.form();
    for (const form::Item& item : form.items()) {
        const std::string id(form.text(item.id));
        const bool is_code = item.group == row.group && id.size() <= cut; // a list of codes: place [i]
        if (item.group == row.group && !is_wanted(prefix + (is_code ? std::string() : id.substr(cut)), id)) {
            record.unset(row, item);
        }
    }
    for (const form::GroupId g : form.groups().ids(1)) {
        const form::Group& group = form.groups()[g];
        if (group.parent != row.group) {
            continue;
        }
        const std::string id(form.text(group.id));
        const record::Rows& rows = row.groups[group.slot];
        for (std::uint32_t i = 0; i < rows.count; ++i) {
            keep_in(record, *rows.rows[i],
                    fmt::format("{}{}[{}]", prefix, id.substr(std::min(cut, id.size())), i), id.size(),
                    is_wanted);
        }
    }
}

} // namespace

const conform::KitSources& sources() {
    static const conform::KitSources read =
        conform::KitSources::read(catalogue(), RENKEI_SOURCE "/fixtures").value();
    return read;
}

const std::vector<conform::WrittenScenario>& written_scenarios() { return sources().scenarios().all(); }

const std::vector<conform::Scenario>& scenarios() {
    static const std::vector<conform::Scenario> read = [] {
        auto out = conform::read_scenarios(kit());
        EXPECT_TRUE(out) << (out ? "" : diag::to_text(out.error(), diag::Language::english));
        return out ? std::move(*out) : std::vector<conform::Scenario>();
    }();
    return read;
}

std::vector<std::string> inputs_of(const conform::WrittenScenario& scenario) {
    const auto inputs = conform::inputs_of(sources(), scenario);
    std::vector<std::string> out;
    for (const conform::ScenarioInput& each : inputs.value()) {
        out.push_back(each.name);
    }
    return out;
}

conform::KitRecord record_of(service::Workspace& workspace, std::string_view case_id) {
    const conform::ConformCase& about = case_named(case_id);
    return conform::KitRecord::read(workspace, about, {about.input, read(kit().folder / about.input)},
                                    nullptr)
        .value();
}

void keep(record::Record& record, const std::map<std::string, std::string>& places,
          const std::vector<std::string>& items) {
    keep_in(record, record.root(), "", 0, [&](const std::string& place, const std::string& item) {
        return places.contains(place) || std::ranges::find(items, item) != items.end();
    });
    record.prune();
    record.number_rows();
}

ReceivedDocument receive(const std::string& file) {
    service::Workspace workspace(catalogue());
    const service::Input input{file, read(kit().folder / file)};
    diag::Report said;
    const auto source = service::open_source(workspace, input, {}, said);
    record::Record& record = workspace.record();
    ReceivedDocument out;
    const bool is_read = source != nullptr && source->next(record, said) == service::ReadStatus::document;
    if (!is_read && said.has(message::document_withheld)) { // the document itself says that it does not hold
        out.bundle = input.bytes;
        return out;
    }
    if (!is_read) {
        ADD_FAILURE() << file << " cannot be read";
        return out;
    }
    out.form = record.form().id();
    out.record = conform::record_lines(record::canonical_text(record));
    out.revision = mapping::identity_parts(record).revision;
    diag::Report loss;
    out.bundle = source->kind() == service::InputKind::bundle
                     ? input.bytes
                     : service::to_bundle(workspace, source->plan(), record, loss);
    return out;
}

} // namespace renkei::test
