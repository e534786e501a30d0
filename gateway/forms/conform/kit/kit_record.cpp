#include "gateway/forms/conform/kit/kit_record.h"

#include "gateway/core/text/words.h"
#include "gateway/forms/service/convert.h"
#include "generated/messages/conform.h"

#include <fmt/format.h>

#include <utility>

namespace renkei::conform {
namespace {

// "visits[0].vitals.temperature" → "0"
std::string indices_in(const std::string& place) {
    std::string out;
    for (std::size_t at = place.find('['); at != std::string::npos; at = place.find('[', at + 1)) {
        out += (out.empty() ? "" : ".") + place.substr(at + 1, place.find(']', at) - at - 1);
    }
    return out;
}

bool is_left_blank(const RecordLines& record, const std::string& form, const std::string& place) {
    for (int i = 0; record.contains(fmt::format("blank[{}].item", i)); ++i) {
        const auto rows = record.find(fmt::format("blank[{}].rows", i));
        if (record.at(fmt::format("blank[{}].item", i)) == form + "." + without_indices(place) &&
            (rows == record.end() ? "" : rows->second) == indices_in(place)) {
            return true;
        }
    }
    return false;
}

// The value, the reason why there is none, or that nothing is said.
std::string state_of(const RecordLines& record, const std::string& form, const std::string& place) {
    if (const auto found = record.find(place); found != record.end()) {
        const std::string& value = found->second;
        return value.starts_with("!") ? value.substr(1, value.find(' ') - 1) : value;
    }
    return is_left_blank(record, form, place) ? "blank" : "not-stated";
}

std::vector<std::string> boxes_in_state(const yaml::Node& question, const yaml::Node& boxes,
                                        const RecordLines& record, const std::string& form) {
    std::vector<std::string> out;
    for (const yaml::Node& box : boxes.children) {
        if (state_of(record, form, box.text) == question.text_of("is")) {
            out.push_back(box.text);
        }
    }
    return out;
}

} // namespace

RecordLines record_lines(const std::string& record) {
    RecordLines out;
    for (std::string_view rest = record; !rest.empty();) {
        const std::string_view line = text::next_part(rest, '\n');
        const std::size_t equals = line.find(" = ");
        if (equals != std::string_view::npos) {
            out.emplace(line.substr(0, equals), line.substr(equals + 3));
        }
    }
    return out;
}

diag::Result<std::string> only_document(const service::Outcome& outcome, const ConformCase& about) {
    if (outcome.documents.size() == 1) {
        return outcome.documents.front().bytes;
    }
    return diag::fail(message::conform_kit_unmade, {.file = about.input},
                      {about.id, outcome.report.empty() ? std::string("-")
                                                        : diag::to_text(outcome.report.findings().front(),
                                                                        diag::Language::english)});
}

KitRecord::KitRecord(service::Workspace& workspace, const ConformCase& about, service::Input input)
    : workspace_(&workspace),
      about_(&about),
      input_(std::make_unique<service::Input>(std::move(input))) {}

diag::Result<KitRecord> KitRecord::read(service::Workspace& workspace, const ConformCase& about,
                                        service::Input input, const yaml::Node* set) {
    KitRecord out(workspace, about, std::move(input));
    diag::Report said;
    out.documents_ = std::make_unique<service::Documents>(
        workspace, *out.input_, service::ReadSettings{.read_mode = about.read_mode}, said);
    const bool is_read = out.documents_->next() && out.documents_->is_usable();
    said.append(out.documents_->found());
    if (!is_read) {
        return diag::fail(message::conform_kit_unmade, {.file = about.input},
                          {about.id, said.empty()
                                         ? std::string("-")
                                         : diag::to_text(said.findings().front(), diag::Language::english)});
    }
    if (set != nullptr) {
        TRY_VOID(out.change(*set));
    }
    return out;
}

diag::Result<void> KitRecord::change(const yaml::Node& set) {
    const form::Form& form = record().form();
    for (std::size_t i = 0; i < set.keys.size(); ++i) {
        const auto item = form.item(set.keys[i]);
        if (!item) {
            return diag::fail(message::conform_kit_item, set.children[i].where(), {form.id(), set.keys[i]});
        }
        record().set(record().root(), form.items()[*item], set.children[i].text);
    }
    return {};
}

std::string KitRecord::bundle() {
    diag::Report loss;
    return service::to_bundle(*workspace_, documents_->source().plan(), record(), loss);
}

diag::Result<std::string> KitRecord::file(const std::string& syntax) {
    return only_document(service::convert(*workspace_, {"bundle.json", bundle()},
                                          {.to = {.syntax = syntax}, .rules = service::BrokenRules::report}),
                         *about_);
}

std::vector<std::string> answers_of(const yaml::Node& question, const RecordLines& record,
                                    const std::string& form, bool is_received) {
    if (const yaml::Node* const boxes = question.get("boxes"); boxes != nullptr) {
        return boxes_in_state(question, *boxes, record, form);
    }
    const bool is_renamed = is_received && question.get("received") != nullptr;
    if (question.get("item") != nullptr && !is_renamed) {
        return {state_of(record, form, std::string(question.text_of("item")))};
    }
    const std::string item(question.text_of(is_renamed ? "received" : "rows"));
    std::vector<std::string> out;
    for (const auto& [place, value] : record) {
        if (without_indices(place) == item) {
            out.push_back(value);
        }
    }
    return out.empty() ? std::vector<std::string>{"not-stated"} : out;
}

} // namespace renkei::conform
