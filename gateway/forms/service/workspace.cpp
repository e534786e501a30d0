#include "gateway/forms/service/workspace.h"

#include "gateway/core/base/buffer.h"
#include "gateway/core/json/parser.h"
#include "gateway/fhir/xml/reader.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/mapping/fill/fill.h"
#include "gateway/forms/mapping/match/match.h"
#include "gateway/forms/record/rules/rules.h"
#include "gateway/forms/record/writer.h"

#include <algorithm>
#include <cassert>
#include <map>
#include <optional>
#include <utility>

namespace renkei::service {
namespace {

const form::Form& any_form(const catalogue::Catalogue& catalogue) {
    assert(!catalogue.plans().empty());
    return catalogue.plans().front().form();
}

} // namespace

struct Workspace::State {
    struct Engines {
        std::optional<mapping::Fill> fill;
        std::optional<mapping::Matcher> matcher;
        std::map<const form::Syntax*, record::Rules> rules;
    };

    struct WriterKey {
        const form::Syntax* syntax; // points into its form, so it stands for both
        record::WriteOptions options;
        auto operator<=>(const WriterKey&) const = default;
    };

    // For FHIR without a form.
    struct Fhir {
        explicit Fhir(definitions::R4Definitions opened)
            : r4(std::move(opened)),
              parser(r4.names()),
              reader(r4) {}
        definitions::R4Definitions r4;
        json::Parser parser;
        xml::Reader reader; // looks into r4
    };

    State(const catalogue::Catalogue& from, std::filesystem::path r4)
        : catalogue(from),
          r4_file(std::move(r4)),
          parser(from.names()),
          record(any_form(from)),
          second_record(any_form(from)) {}
    diag::Result<Fhir*> open_fhir();

    const catalogue::Catalogue& catalogue;
    std::map<const mapping::Plan*, Engines> engines;
    std::map<WriterKey, record::Writer> writers;
    std::filesystem::path r4_file;
    std::unique_ptr<Fhir> fhir;
    json::Parser parser;
    json::Tree tree;
    json::Tree second_tree;
    base::Buffer buffer;
    record::Record record;
    record::Record second_record;
};

diag::Result<Workspace::State::Fhir*> Workspace::State::open_fhir() {
    if (fhir == nullptr) {
        TRY(definitions::R4Definitions r4,
            r4_file.empty() ? definitions::R4Definitions::open() : definitions::R4Definitions::open(r4_file));
        fhir = std::make_unique<Fhir>(std::move(r4));
    }
    return fhir.get();
}

Workspace::Workspace(const catalogue::Catalogue& catalogue, std::filesystem::path r4_file)
    : state_(std::make_unique<State>(catalogue, std::move(r4_file))) {}
Workspace::~Workspace() = default;

const catalogue::Catalogue& Workspace::catalogue() const { return state_->catalogue; }
record::Record& Workspace::record() { return state_->record; }
record::Record& Workspace::second_record() { return state_->second_record; }
json::Tree& Workspace::tree() { return state_->tree; }
json::Tree& Workspace::second_tree() { return state_->second_tree; }
base::Buffer& Workspace::buffer() { return state_->buffer; }

diag::Result<void> Workspace::parse(std::string_view bytes, json::Tree& tree) {
    return state_->parser.parse(bytes, tree);
}

diag::Result<const definitions::R4Definitions*> Workspace::r4() {
    TRY(const State::Fhir* const fhir, state_->open_fhir());
    return &fhir->r4;
}

diag::Result<void> Workspace::parse_fhir(std::string_view bytes, json::Tree& tree) {
    TRY(State::Fhir* const fhir, state_->open_fhir());
    return fhir->parser.parse(bytes, tree);
}

diag::Result<void> Workspace::read_xml(std::string_view bytes, xml::Document& out, diag::Report& report) {
    TRY(State::Fhir* const fhir, state_->open_fhir());
    return fhir->reader.read(bytes, out, report);
}

std::size_t Workspace::capacity() const {
    return std::max(state_->parser.capacity(), state_->fhir == nullptr ? 0 : state_->fhir->parser.capacity());
}

mapping::Fill& Workspace::fill(const mapping::Plan& plan) {
    std::optional<mapping::Fill>& fill = state_->engines[&plan].fill;
    return fill ? *fill : fill.emplace(plan);
}

mapping::Matcher& Workspace::matcher(const mapping::Plan& plan) {
    std::optional<mapping::Matcher>& matcher = state_->engines[&plan].matcher;
    return matcher ? *matcher : matcher.emplace(plan);
}

const record::Rules& Workspace::rules(const mapping::Plan& plan, const form::Syntax* syntax) {
    return state_->engines[&plan]
        .rules.try_emplace(syntax, plan.form(), syntax, &plan.wordings())
        .first->second;
}

record::Writer& Workspace::writer(const form::Form& form, const form::Syntax& syntax,
                                  record::WriteOptions options) {
    return state_->writers.try_emplace({&syntax, options}, form, syntax, options).first->second;
}

} // namespace renkei::service
