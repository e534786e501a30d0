// Measures the page for people of one full document on one core: processor time, and bytes with and without
// the stylesheet. Two builds of this program are measured in turns, each with its own mappings. Never a test.
//   renkei_bench_pages CACHE FIXTURES [FORM [ROUNDS [OTHER-PROGRAM OTHER-CACHE]]]
#include "gateway/core/base/file.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/html/document_page.h"
#include "gateway/forms/html/page.h"
#include "gateway/forms/mapping/match/match.h"
#include "gateway/forms/record/value/record.h"
#include "gateway/forms/service/convert.h"
#include "gateway/forms/service/workspace.h"

#include "tools/benchmark/race.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>

using namespace renkei;
using benchmark::Contender;

namespace {

[[noreturn]] void stop(const std::string& why) {
    fmt::print(stderr, "{}\n", why);
    std::exit(2);
}

// Microseconds and bytes of one page, in one line: without the stylesheet, as a gateway serves it, and with
// it, as a file.
void measure(const char* cache, const std::string& fixtures, const std::string& form) {
    constexpr int rounds = 20;
    constexpr int batch = 20;
    const auto catalogue = catalogue::Catalogue::open_file(cache);
    const auto bundle = base::read_file(fmt::format("{}/{}/full.bundle.json", fixtures, form));
    const mapping::Plan* plan = catalogue ? catalogue->find(form) : nullptr;
    if (plan == nullptr || !bundle) {
        stop(fmt::format("{}: there is no such form in {}, or no bundle of it in {}", form, cache, fixtures));
    }
    service::Workspace workspace(*catalogue);
    diag::Report loss;
    if (!service::from_bundle(workspace, *plan, *bundle, workspace.record(), loss) || !loss.empty()) {
        stop(fmt::format("{}: the bundle is not read without loss", form));
    }
    html::PageHead head;
    head.gateway = "架空市";
    head.caller = "架空ケアプランセンター";
    head.way_back = {{.url = "/documents", .text = "文書の一覧"}};
    head.stylesheet = fmt::format("/style/{}", html::stylesheet_name());
    html::PageOptions options;
    options.document = &workspace.second_tree();
    options.index = &workspace.matcher(*plan).index();
    html::PageOptions served = options;
    served.head = &head;
    std::array<std::size_t, 2> sizes{};
    std::vector<Contender> pages{
        {"without", [&] { return sizes[0] = document_page(*plan, workspace.record(), served).size(); }, {}},
        {"with", [&] { return sizes[1] = document_page(*plan, workspace.record(), options).size(); }, {}},
    };
    benchmark::take_turns(pages, rounds, batch);
    fmt::print("{} {} {} {}\n", pages[0].cpu * 1e6 / (rounds * batch), sizes[0],
               pages[1].cpu * 1e6 / (rounds * batch), sizes[1]);
}

struct Page {
    std::vector<double> micros{};
    std::size_t bytes = 0;
};

struct Program {
    std::string path;
    std::string cache;
    Page served{};
    Page file{};
};

void take_turn(Program& program, const std::string& fixtures, const std::string& form) {
    const std::string command =
        fmt::format("'{}' '{}' '{}' '{}' turn", program.path, program.cache, fixtures, form);
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(::popen(command.c_str(), "r"), ::pclose);
    double served = 0;
    double file = 0;
    if (!out || std::fscanf(out.get(), "%lf %zu %lf %zu", &served, &program.served.bytes, &file,
                            &program.file.bytes) != 4) {
        stop(fmt::format("{} does not measure", program.path));
    }
    program.served.micros.push_back(served);
    program.file.micros.push_back(file);
}

void print(std::string_view name, const Page& page, const Page& other) {
    const double micros = benchmark::median(page.micros);
    fmt::print("  {:<34} {:>8.1f} µs {:>8} bytes   {:.2f} of the last one's time, {:.2f} of its bytes\n",
               name, micros, page.bytes, micros / benchmark::median(other.micros),
               static_cast<double>(page.bytes) / static_cast<double>(other.bytes));
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        stop("usage: renkei_bench_pages CACHE FIXTURES [FORM [ROUNDS [OTHER-PROGRAM OTHER-CACHE]]]");
    }
    const std::string form = argc > 3 ? argv[3] : "admission";
    if (argc > 4 && argv[4] == std::string_view("turn")) {
        measure(argv[1], argv[2], form);
        return 0;
    }
    const int rounds = argc > 4 ? std::atoi(argv[4]) : 10;
    std::vector<Program> programs{{.path = argv[0], .cache = argv[1]}};
    if (argc > 6) {
        programs.push_back({.path = argv[5], .cache = argv[6]});
    }
    for (int round = 0; round < rounds; ++round) {
        for (Program& each : programs) {
            take_turn(each, argv[2], form);
        }
    }
    fmt::print("{}: processor time and bytes of a page, medians of {} turns\n", form, rounds);
    const Program& last = programs.back(); // what the first is compared with
    for (const Program& each : programs) {
        fmt::print("{}\n", each.path);
        print("without the stylesheet, as served", each.served, last.served);
        print("with the stylesheet, as a file", each.file, last.file);
    }
    return 0;
}
