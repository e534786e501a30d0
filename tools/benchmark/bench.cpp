// Measures the conversion of one form file on one core, against nlohmann/json doing the same or less. Outputs are compared
// before anything is timed; contenders take turns; medians and their ratios are printed. Never a test.
#include "gateway/base/file.h"
#include "gateway/forms/reader.h"
#include "gateway/forms/recognise.h"
#include "gateway/forms/rules.h"
#include "gateway/json/parser.h"
#include "gateway/mapping/catalogue.h"
#include "gateway/mapping/fill.h"
#include "gateway/mapping/match.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <fmt/format.h>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

using namespace renkei;
using Dom = nlohmann::ordered_json;

namespace {

struct Contender {
    std::string name;
    std::function<std::size_t()> run;  // does one document; the size keeps the work alive
    std::vector<double> micros;
    double cpu = 0;  // seconds
};

double cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double median(std::vector<double> values) {
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
    return values[values.size() / 2];
}

// Rounds of short runs, one contender after the other, so that a noisy moment hits all of them.
void race(const std::string& title, std::vector<Contender>& contenders, std::size_t bytes, int rounds) {
    constexpr int batch = 20;
    std::size_t kept = 0;
    for (Contender& each : contenders) {
        kept += each.run();  // warm
    }
    for (int round = 0; round < rounds; ++round) {
        for (Contender& each : contenders) {
            const double cpu = cpu_seconds();
            const auto start = std::chrono::steady_clock::now();
            for (int i = 0; i < batch; ++i) {
                kept += each.run();
            }
            each.micros.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count() / batch);
            each.cpu += cpu_seconds() - cpu;
        }
    }
    fmt::print("\n{}\n", title);
    const double first = median(contenders[0].micros);
    for (const Contender& each : contenders) {
        const double micros = median(each.micros);
        fmt::print("  {:<44} {:>9.1f} µs/document {:>8.0f} MB/s   CPU {:>8.1f} µs   ratio to the first {:.2f}\n", each.name, micros,
                   static_cast<double>(bytes) / micros, each.cpu * 1e6 / (batch * rounds), micros / first);
    }
    if (kept == 0) {
        fmt::print("  nothing was done\n");
    }
}

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

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        fmt::print(stderr, "usage: renkei_bench CACHE FORM-FILE [ROUNDS]\n");
        return 3;
    }
    const int rounds = argc > 3 ? std::atoi(argv[3]) : 200;
    const mapping::Catalogue catalogue = must(mapping::Catalogue::open_file(argv[1]));
    const std::string file = must(base::read_file(argv[2]));

    std::vector<const forms::Form*> known;
    for (const mapping::Plan& plan : catalogue.plans()) {
        known.push_back(&plan.form());
    }
    diag::Report about;
    const forms::Recognised kind = forms::recognise(file, known, {}, {}, about);
    if (kind.content != forms::Content::form) {
        fmt::print(stderr, "{}: no form file\n", argv[2]);
        return 2;
    }
    const mapping::Plan* plan = catalogue.find(kind.form->id(), kind.form->version());

    // what one thread keeps
    mapping::Fill fill(*plan);
    mapping::Matcher matcher(*plan);
    const forms::Rules rules(plan->form());
    json::Parser parser(catalogue.names());
    json::Tree tree;
    forms::Record record(plan->form());
    base::Buffer out;

    const auto forward = [&] {
        diag::Report report;
        forms::Reader reader(plan->form(), *kind.syntax, file);
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
    forms::Record back(plan->form());
    diag::Report loss;
    must(parser.parse(bundle, tree).map([] { return 0; }));
    must(matcher.run(tree, back, loss).map([] { return 0; }));
    if (!forms::equal(record, back) || !loss.empty()) {
        fmt::print(stderr, "the bundle does not come back as the record: not timed\n");
        return 2;
    }

    fmt::print("{} {}: {} bytes in, bundle {} bytes, {} entries, {} JSON nodes; {} rounds of 20\n", plan->form().id(), plan->form().version(), file.size(),
               bundle.size(), ready["entry"].size(), tree.size(), rounds);
    std::vector<Contender> forwards{
        {"renkei: file bytes -> rules -> bundle text", forward, {}},
        {"renkei: record -> bundle text", fill_only, {}},
        {"nlohmann: copy of the ready tree, dump", [&] { const Dom copy = ready; return copy.dump().size(); }, {}},
        {"nlohmann: dump alone", [&] { return ready.dump().size(); }, {}},
    };
    race("forward (MB/s of bundle text; the copy is less than building the tree)", forwards, bundle.size(), rounds);

    const std::size_t row_bytes = bundle.size();
    std::vector<Contender> backwards{
        {"renkei: parse, match, loss report", [&] {
             diag::Report report;
             (void)parser.parse(bundle, tree);
             (void)matcher.run(tree, back, report);
             return report.total() + 1;
         }, {}},
        {"renkei: parse alone", [&] { (void)parser.parse(bundle, tree); return tree.size(); }, {}},
        {"nlohmann: parse alone", [&] { return Dom::parse(bundle).size(); }, {}},
    };
    race("backward (MB/s of bundle text)", backwards, row_bytes, rounds);
    return 0;
}
