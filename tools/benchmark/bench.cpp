// Measures the conversion of one form file on one core, against nlohmann/json doing the same or less. Outputs
// are compared before anything is timed; contenders take turns; medians and their ratios are printed. Never a
// test.
#include "gateway/core/base/file.h"
#include "gateway/core/json/parser.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/mapping/fill/fill.h"
#include "gateway/forms/mapping/match/match.h"
#include "gateway/forms/record/reader.h"
#include "gateway/forms/record/recognise/recognise.h"
#include "gateway/forms/record/rules/rules.h"

#include "tools/benchmark/race.h"
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <string>
#include <vector>

using namespace renkei;
using benchmark::Contender;
using benchmark::race;
using Dom = nlohmann::ordered_json;

namespace {

[[noreturn]] void stop(const diag::Error& error) {
    fmt::print(stderr, "{}\n", diag::to_text(error, diag::Language::english));
    std::exit(2);
}

template <class T>
T must(diag::Result<T> result) {
    if (!result) {
        stop(result.error());
    }
    return std::move(*result);
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        fmt::print(stderr, "usage: renkei_bench CACHE FORM-FILE [ROUNDS]\n");
        return 3;
    }
    const int rounds = argc > 3 ? std::atoi(argv[3]) : 200;
    const catalogue::Catalogue catalogue = must(catalogue::Catalogue::open_file(argv[1]));
    const std::string file = must(base::read_file(argv[2]));

    std::vector<const form::Form*> known;
    for (const mapping::Plan& plan : catalogue.plans()) {
        known.push_back(&plan.form());
    }
    diag::Report about;
    const record::Recognised kind = record::recognise(file, known, {}, {}, about);
    if (kind.content != record::FileContent::form) {
        fmt::print(stderr, "{}: no form file\n", argv[2]);
        return 2;
    }
    const mapping::Plan* plan = catalogue.find(kind.form->id(), kind.form->version());

    // what one thread keeps
    mapping::Fill fill(*plan);
    mapping::Matcher matcher(*plan);
    const record::Rules rules(plan->form());
    json::Parser parser(catalogue.names());
    json::Tree tree;
    record::Record record(plan->form());
    base::Buffer out;

    const auto forward = [&] {
        diag::Report report;
        record::Reader reader(plan->form(), *kind.syntax, file);
        out.clear();
        if (!reader.next(record, report) || report.at_least(diag::Severity::error)) {
            fmt::print(stderr, "the form file is not accepted\n");
            std::exit(2);
        }
        rules.check(record, report, reader.places());
        fill.run(record, out, report);
        return out.size();
    };
    const auto fill_only = [&] {
        diag::Report report;
        out.clear();
        fill.run(record, out, report);
        return out.size();
    };
    forward();
    const std::string bundle(out.view());
    const Dom ready = Dom::parse(bundle);
    if (ready.dump() != bundle) {
        fmt::print(stderr, "nlohmann writes another text than we do: not compared\n");
        return 2;
    }
    record::Record back(plan->form());
    diag::Report loss;
    must(parser.parse(bundle, tree).map([] { return 0; }));
    must(matcher.run(tree, back, loss).map([] { return 0; }));
    if (!record::equal(record, back) || !loss.empty()) {
        fmt::print(stderr, "the bundle does not come back as the record: not timed\n");
        return 2;
    }

    fmt::print("{} {}: {} bytes in, bundle {} bytes, {} entries, {} JSON nodes; {} rounds of 20\n",
               plan->form().id(), plan->form().version(), file.size(), bundle.size(), ready["entry"].size(),
               tree.size(), rounds);
    std::vector<Contender> forwards{
        {"renkei: file bytes -> rules -> bundle text", forward, {}},
        {"renkei: record -> bundle text", fill_only, {}},
        {"nlohmann: copy of the ready tree, dump",
         [&] {
             const Dom copy = ready;
             return copy.dump().size();
         },
         {}},
        {"nlohmann: dump alone", [&] { return ready.dump().size(); }, {}},
    };
    race("forward (MB/s of bundle text; the copy is less than building the tree)", forwards, bundle.size(),
         rounds);

    const std::size_t row_bytes = bundle.size();
    std::vector<Contender> backwards{
        {"renkei: parse, match, loss report",
         [&] {
             diag::Report report;
             (void)parser.parse(bundle, tree);
             (void)matcher.run(tree, back, report);
             return report.total() + 1;
         },
         {}},
        {"renkei: parse alone",
         [&] {
             (void)parser.parse(bundle, tree);
             return tree.size();
         },
         {}},
        {"nlohmann: parse alone", [&] { return Dom::parse(bundle).size(); }, {}},
    };
    race("backward (MB/s of bundle text)", backwards, row_bytes, rounds);
    return 0;
}
