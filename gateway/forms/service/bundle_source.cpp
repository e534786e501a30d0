// FHIR bundles as records: one document in JSON or XML, or one in JSON on every line (NDJSON).
#include "gateway/core/json/line_guess.h"
#include "gateway/core/json/place.h"
#include "gateway/fhir/xml/document.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/form/edition.h"
#include "gateway/forms/form/form_title.h"
#include "gateway/forms/mapping/fill/identity.h"
#include "gateway/forms/mapping/match/match.h"
#include "gateway/forms/mapping/match/match_fit.h"
#include "gateway/forms/record/value/version.h"
#include "gateway/forms/service/edition.h"
#include "gateway/forms/service/fhir_text.h"
#include "gateway/forms/service/source.h"
#include "generated/messages/forms.h"
#include "generated/messages/mapping.h"
#include "generated/messages/service.h"
#include "generated/messages/versions.h"
#include "generated/messages/xml.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <set>

namespace renkei::service {
namespace {

using json::NodeId;
using mapping::Plan;

std::string types_of_composition(const json::Tree& tree) {
    std::vector<std::string_view> codes;
    for (const NodeId resource : mapping::compositions(tree)) {
        const NodeId concept_node = tree.child(resource, "type");
        const NodeId codings =
            concept_node == json::no_node ? json::no_node : tree.child(concept_node, "coding");
        if (codings == json::no_node) {
            continue;
        }
        for (const NodeId coding : tree.children(codings)) {
            const NodeId code = tree.child(coding, "code");
            if (code != json::no_node) {
                codes.push_back(tree.text(code));
            }
        }
    }
    return codes.empty() ? "-" : fmt::format("{}", fmt::join(codes, " "));
}

class BundleSource final : public RecordSource {
public:
    BundleSource(Workspace& workspace, const Input& input, const ReadSettings& settings)
        : workspace_(&workspace),
          input_(&input),
          form_(settings.form),
          is_allowed_(settings.is_allowed),
          takes_without_form_(settings.takes_documents_without_form && settings.form.empty()),
          takes_resources_alone_(settings.takes_resources_alone),
          lines_(input.bytes),
          by_line_(input.part || json::has_line_per_document(input.bytes, input.name)) {}

    InputKind kind() const override { return InputKind::bundle; }
    const Plan& plan() const override { return *plan_; }
    const form::Syntax* syntax() const override { return nullptr; }
    std::string_view form() const override { return plan_ == nullptr ? "" : plan_->form().id(); }

    ReadStatus next(record::Record& record, diag::Report& report) override {
        if (!advance()) {
            return ReadStatus::end;
        }
        if (is_xml(input_->bytes) && !read_xml(report)) {
            return ReadStatus::unusable;
        }
        diag::Report found(report.limit());
        const diag::Result<ReadStatus> matched = match(record, found);
        if (!matched) {
            found.add(matched.error());
        }
        found.set_file(input_->name);
        append_about_bundle(report, found);
        return matched.value_or(ReadStatus::unusable);
    }

    diag::Where where(const record::ItemLocation& location) const override {
        if (location.offset == 0) {
            return {.file = input_->name};
        }
        if (places_) {
            return places_->in_xml({.file = input_->name, .offset = location.offset, .line = 1});
        }
        if (!positions_) {
            positions_.emplace(line_.text);
        }
        const json::Position at = positions_->at(location.offset);
        diag::Where out{
            .file = input_->name, .offset = location.offset, .line = at.line, .column = at.column};
        json::shift(out, line_);
        return out;
    }

    std::string original() const override {
        return std::string(places_ ? std::string_view(input_->bytes) : line_.text);
    }
    std::string_view bundle() const override { return line_.text; }
    const json::Tree* tree() const override { return &workspace_->tree(); }
    const resources::BundleIndex* index() const override {
        return plan_ == nullptr ? nullptr : &workspace_->matcher(*plan_).index();
    }
    void append_about_bundle(diag::Report& report, const diag::Report& found) const override {
        if (places_) {
            places_->append(report, found);
        } else {
            json::append(report, found, line_);
        }
    }

private:
    bool advance() {
        positions_.reset();
        if (by_line_) {
            const std::optional<json::Line> line = next_line(lines_, *input_);
            line_ = line.value_or(json::Line{});
            return line.has_value();
        }
        line_ = {input_->bytes, 0, 1};
        return !std::exchange(done_, true);
    }

    // False: what is wrong with the XML is in the report.
    bool read_xml(diag::Report& report) {
        diag::Report found(report.limit());
        const diag::Result<void> read = workspace_->read_xml(input_->bytes, document_, found);
        if (read) {
            places_.emplace(document_);
            line_ = {document_.json, 0, 1};
            xml::report_dropped(document_, found);
        } else {
            found.add(read.error());
        }
        found.set_file(input_->name);
        report.append(found);
        return read && !found.has(message::xml_text); // values between tags: the record would have none
    }

    diag::Result<ReadStatus> match(record::Record& record, diag::Report& report) {
        json::Tree& tree = workspace_->tree();
        plan_ = nullptr;
        TRY_VOID(workspace_->parse(line_.text, tree));
        const diag::Result<std::vector<const Plan*>> found_plans = find_plans(tree);
        if (!found_plans && takes_without_form_ && found_plans.error().message == message::bundle_unknown) {
            report.add(message::page_without_form, {}, {types_of_composition(tree)});
            return ReadStatus::without_form;
        }
        TRY(const std::vector<const Plan*> fitting, found_plans);
        std::optional<EditionOf> edition;
        if (form::Edition(fitting.back()->form()).is_one()) {
            edition.emplace(fitting, tree);
        }
        plan_ = edition ? &edition->first() : fitting.back();
        if (std::ranges::none_of(fitting, [this](const Plan* plan) { return may_read(*plan); })) {
            return ReadStatus::refused;
        }
        diag::Report found(report.limit());
        diag::Result<void> matched = workspace_->matcher(*plan_).run(tree, record, found);
        if (!matched && matched.error().message != message::document_withheld) {
            return tl::make_unexpected(matched.error());
        }
        const Plan* const first = plan_;
        plan_ = edition && mapping::version_named(record).empty() ? &edition->by_day(record)
                                                                  : &version_of(fitting, record, report);
        if (!may_read(*plan_)) {
            return ReadStatus::refused;
        }
        if (edition) {
            edition->report(*plan_, report);
        }
        if (plan_ != first) {
            found = diag::Report(report.limit());
            matched = workspace_->matcher(*plan_).run(tree, record, found);
        }
        report.append(found);
        record.number_rows();
        return matched.map([] { return ReadStatus::document; });
    }

    std::string named(std::string_view form) const {
        std::vector<const form::Form*> all;
        std::ranges::transform(workspace_->catalogue().plans(), std::back_inserter(all),
                               [](const Plan& plan) { return &plan.form(); });
        return form::form_title(all, form);
    }

    bool may_read(const Plan& plan) const { return !is_allowed_ || is_allowed_(plan); }

    // All versions of the form whose bundle it is, the newest last; at least one.
    diag::Result<std::vector<const Plan*>> find_plans(const json::Tree& tree) const {
        const NodeId type = tree.child(json::Tree::root, "resourceType");
        const bool is_bundle = type != json::no_node && tree.text(type) == "Bundle";
        std::vector<const Plan*> fitting;
        std::set<std::string_view> forms;
        const std::vector<NodeId> compositions = mapping::compositions(tree);
        for (const Plan& plan : workspace_->catalogue().plans()) {
            if (mapping::is_bundle_of(plan, tree, compositions)) {
                fitting.push_back(&plan);
                forms.insert(plan.form().id());
            }
        }
        if (!form_.empty() && !forms.empty() && !forms.contains(form_)) {
            return diag::fail(message::content_other_form, json::where(tree, json::Tree::root),
                              {named(form_), named(*forms.begin())});
        }
        std::erase_if(fitting,
                      [&](const Plan* plan) { return !form_.empty() && plan->form().id() != form_; });
        if (!is_bundle && (fitting.empty() || !takes_resources_alone_)) {
            return diag::fail(message::not_a_bundle, json::where(tree, json::Tree::root),
                              {type == json::no_node ? "?" : tree.text(type)});
        }
        if (fitting.empty()) {
            return diag::fail(message::bundle_unknown, {},
                              {types_of_composition(tree), workspace_->catalogue().form_ids()});
        }
        if (form_.empty() && forms.size() > 1) {
            return diag::fail(message::content_several, {}, {fmt::format("{}", fmt::join(forms, ", "))});
        }
        if (std::optional<diag::Error> false_claim = other_form_in(tree, compositions, fitting)) {
            return tl::make_unexpected(*std::move(false_claim));
        }
        return fitting;
    }

    // What to say if the bundle has no section of its form, but sections of another one.
    std::optional<diag::Error> other_form_in(const json::Tree& tree, const std::vector<NodeId>& compositions,
                                             const std::vector<const Plan*>& fitting) const {
        if (std::ranges::any_of(fitting, [&](const Plan* plan) {
                return !mapping::section_of(*plan, tree, compositions).empty();
            })) {
            return std::nullopt;
        }
        for (const Plan& plan : workspace_->catalogue().plans()) {
            if (const std::string_view section = mapping::section_of(plan, tree, compositions);
                !section.empty()) {
                return diag::fail(message::bundle_claims_other, json::where(tree, compositions.front()),
                                  {named(fitting.front()->form().id()), named(plan.form().id()), section})
                    .value();
            }
        }
        return std::nullopt;
    }

    // The version that the bundle names, as the newest one has read it. If it names none, or one that is not
    // known, it stays the newest.
    const Plan& version_of(const std::vector<const Plan*>& fitting, const record::Record& record,
                           diag::Report& report) const {
        const std::string version(mapping::version_named(record));
        const auto same = std::ranges::find_if(
            fitting, [&](const Plan* plan) { return record::same_version(plan->form().version(), version); });
        if (same != fitting.end()) {
            return **same;
        }
        if (!version.empty()) {
            const bool is_earlier =
                record::age_of_version(plan_->form(), version) == record::VersionAge::earlier_read;
            report.add(is_earlier ? message::version_earlier : message::bundle_version, {},
                       {version, plan_->form().version()});
        }
        return *plan_;
    }

    Workspace* workspace_;
    const Input* input_;
    std::string form_;
    std::function<bool(const Plan&)> is_allowed_;
    bool takes_without_form_;
    bool takes_resources_alone_;
    json::Lines lines_;
    bool by_line_;
    bool done_ = false;
    json::Line line_;
    xml::Document document_; // of an input in XML; its JSON is line_
    std::optional<xml::XmlPositions> places_;
    mutable std::optional<json::Positions> positions_; // of line_, computed on first use
    const Plan* plan_ = nullptr;
};

} // namespace

std::unique_ptr<RecordSource> bundle_source(Workspace& workspace, const Input& input,
                                            const ReadSettings& settings) {
    return std::make_unique<BundleSource>(workspace, input, settings);
}

} // namespace renkei::service
