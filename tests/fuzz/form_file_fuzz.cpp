// Any bytes as a form file: every reader of every form, in both manners, ends without harm; a record that was
// read without error goes through FHIR and comes back.
#include "gateway/core/json/parser.h"
#include "gateway/forms/mapping/fill/fill.h"
#include "gateway/forms/mapping/match/match.h"
#include "gateway/forms/record/name/file_name.h"
#include "gateway/forms/record/reader.h"
#include "gateway/forms/record/recognise/recognise.h"
#include "gateway/forms/record/rules/rules.h"
#include "gateway/forms/record/writer.h"

#include "tests/fuzz/mappings.h"
#include "tests/fuzz/target.h"

#include <deque>

namespace renkei::fuzz::form_file_fuzz {

namespace {

struct FormTools {
    FormTools(const mapping::Plan& plan_of_form, const form::Syntax& its_syntax)
        : plan(plan_of_form),
          syntax(its_syntax),
          rules(plan.form(), &syntax),
          fill(plan),
          matcher(plan),
          writer(plan.form(), syntax, {}),
          record(plan.form()),
          back(plan.form()) {}
    const mapping::Plan& plan;
    const form::Syntax& syntax;
    record::Rules rules;
    mapping::Fill fill;
    mapping::Matcher matcher;
    record::Writer writer;
    record::Record record;
    record::Record back;
};

std::deque<FormTools>& form_tools() {
    static std::deque<FormTools> all = [] {
        std::deque<FormTools> out;
        for (const mapping::Plan& plan : fuzz::catalogue().plans()) {
            for (const form::Syntax& syntax : plan.form().syntaxes()) {
                out.emplace_back(plan, syntax);
            }
        }
        return out;
    }();
    return all;
}

void there_and_back(FormTools& tools) {
    static json::Parser parser(fuzz::catalogue().names());
    static json::Tree tree;
    base::Buffer bundle;
    diag::Report unsayable;
    tools.fill.run(tools.record, bundle, unsayable);
    require(parser.parse(bundle, tree).has_value(), "what is written is JSON");
    diag::Report loss;
    require(tools.matcher.run(tree, tools.back, loss).has_value(),
            "what is written is a document of the form");
    if (unsayable.empty()) {
        for (const diag::Finding& finding : loss.findings()) {
            fmt::print(stderr, "{}\n", diag::to_text(finding, diag::Language::english));
        }
        require(loss.empty(), "what is written is read whole");
        fuzz::require_same(record::canonical_text(tools.record), record::canonical_text(tools.back),
                           "the record comes back");
    }
}

void read_documents(FormTools& tools, std::string_view bytes, record::ReadMode read_mode) {
    record::Reader reader(tools.plan.form(), tools.syntax, bytes, {.read_mode = read_mode});
    for (;;) {
        diag::Report found;
        tools.record.clear();
        if (!reader.next(tools.record, found)) {
            return;
        }
        record::check_file_name("NYUIN_9970100013_43_9910100016_00_20260301091500.CSV", tools.record,
                                tools.syntax, found);
        tools.record.number_rows();
        diag::Report broken;
        tools.rules.check(tools.record, broken, reader.places());
        // a JSON file of another form, whose keys are those of this one in part, lacks what holds the rest
        const bool is_whole =
            tools.syntax.kind != form::SyntaxKind::json || !broken.at_least(diag::Severity::error);
        if (!found.at_least(diag::Severity::error) && is_whole) {
            std::string written;
            tools.writer.write(tools.record, written, broken);
            there_and_back(tools);
        }
    }
}

} // namespace

FUZZ_TARGET(form_file)(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    std::vector<const form::Form*> known;
    for (const mapping::Plan& plan : fuzz::catalogue().plans()) {
        known.push_back(&plan.form());
    }
    diag::Report report;
    const record::Recognised what = record::recognise(bytes, known, {}, {}, report);
    require(what.content != record::FileContent::unknown || report.at_least(diag::Severity::error),
            "what is not recognised is refused");
    for (FormTools& tools : form_tools()) {
        for (const record::ReadMode read_mode : {record::ReadMode::strict, record::ReadMode::lenient}) {
            read_documents(tools, bytes, read_mode);
        }
    }
    return 0;
}

} // namespace renkei::fuzz::form_file_fuzz
