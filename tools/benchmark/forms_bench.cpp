// Measures the conversion of one full document of every form on one core, both ways, against nlohmann/json
// that writes the ready tree, or parses the text, of the same bundle in the same run; processor time. Ends
// with 1 if a form is below half of the first form's ratio. Never a test.
#include "gateway/core/base/file.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/mapping/plan/plan.h"
#include "gateway/forms/service/convert.h"

#include "tools/benchmark/race.h"
#include <malloc.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

using namespace renkei;
using benchmark::Contender;
using Dom = nlohmann::ordered_json;
namespace fs = std::filesystem;

namespace {

constexpr std::string_view first_form = "admission";
constexpr int batch = 5;

struct Way {
    double documents = 0;   // a second
    double megabytes = 0;   // of bundle text a second
    double of_nlohmann = 0; // the time that it takes for its part, over ours
};
struct Measured {
    std::string form{};
    std::size_t bytes = 0; // of the bundle
    Way forward{};
    Way backward{};
};

std::optional<service::Input> converted(service::Workspace& workspace, const service::Input& input,
                                        const service::ConvertOptions& options) {
    service::Outcome out = service::convert(workspace, input, options);
    return out.documents.size() == 1
               ? std::optional(service::Input{.name = std::move(out.documents[0].name),
                                              .bytes = std::move(out.documents[0].bytes)})
               : std::nullopt;
}

Way race_of(std::function<std::size_t()> ours, std::function<std::size_t()> theirs, std::size_t bytes,
            int rounds) {
    std::vector<Contender> both{{"renkei", std::move(ours), {}}, {"nlohmann", std::move(theirs), {}}};
    benchmark::take_turns(both, rounds, batch);
    const double seconds = both[0].cpu / (rounds * batch);
    return {.documents = 1 / seconds,
            .megabytes = static_cast<double>(bytes) / seconds / 1e6,
            .of_nlohmann = both[1].cpu / both[0].cpu};
}

// Nothing: the document does not come back as it was.
std::optional<Measured> measure(service::Workspace& workspace, const std::string& form,
                                const fs::path& golden, int rounds) {
    const std::string text = base::read_file(golden).value_or("");
    const service::ConvertOptions options;
    service::ConvertOptions to_fhir;
    to_fhir.to.syntax = service::fhir_name;
    const std::optional<service::Input> file =
        converted(workspace, {.name = "full.json", .bytes = text}, options);
    const std::optional<service::Input> bundle = file ? converted(workspace, *file, to_fhir) : std::nullopt;
    if (!bundle || Dom::parse(bundle->bytes) != Dom::parse(text)) {
        return std::nullopt;
    }
    const Dom ready = Dom::parse(bundle->bytes);
    const std::size_t bytes = bundle->bytes.size();
    Measured out{.form = form, .bytes = bytes};
    out.forward =
        race_of([&] { return service::convert(workspace, *file, to_fhir).documents[0].bytes.size(); },
                [&] { return ready.dump().size(); }, bytes, rounds);
    out.backward =
        race_of([&] { return service::convert(workspace, *bundle, options).documents[0].bytes.size(); },
                [&] { return Dom::parse(bundle->bytes).size(); }, bytes, rounds);
    return out;
}

std::string columns(const Way& way) {
    return fmt::format("{:>8.0f} {:>7.1f} {:>6.2f}", way.documents, way.megabytes, way.of_nlohmann);
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        fmt::print(stderr, "usage: renkei_bench_forms CACHE FIXTURES [ROUNDS]\n");
        return 3;
    }
    const int rounds = argc > 3 ? std::atoi(argv[3]) : 40;
    // memory stays with the process, so that the size of a document does not decide whether the system takes
    // part
    constexpr int many = 1 << 30;
    mallopt(M_MMAP_THRESHOLD, many);
    mallopt(M_TRIM_THRESHOLD, many);
    const auto catalogue = catalogue::Catalogue::open_file(argv[1]);
    if (!catalogue) {
        fmt::print(stderr, "{}\n", diag::to_text(catalogue.error(), diag::Language::english));
        return 2;
    }
    service::Workspace workspace(*catalogue);
    std::vector<Measured> all;
    std::string last;
    for (const mapping::Plan& plan : catalogue->plans()) {
        const std::string id(plan.form().id());
        const fs::path golden = fs::path(argv[2]) / id / "full.bundle.json";
        if (id == std::exchange(last, id) || !fs::exists(golden)) {
            continue; // another version of the form before it
        }
        if (std::optional<Measured> one = measure(workspace, id, golden, rounds)) {
            all.push_back(*std::move(one));
        } else {
            fmt::print(stderr, "{}: the full document does not come back: not timed\n", id);
        }
    }
    const auto first = std::ranges::find(all, first_form, &Measured::form);
    fmt::print("{:<28} {:>8}  {:>23}   {:>23}\n{:<28} {:>8}  {:>8} {:>7} {:>6}   {:>8} {:>7} {:>6}\n", "",
               "bundle", "form -> FHIR", "FHIR -> form", "form", "bytes", "docs/s", "MB/s", "ratio", "docs/s",
               "MB/s", "ratio");
    bool is_slow = false;
    for (const Measured& each : all) {
        const bool is_below =
            first != all.end() && (each.forward.of_nlohmann < first->forward.of_nlohmann / 2 ||
                                   each.backward.of_nlohmann < first->backward.of_nlohmann / 2);
        is_slow = is_slow || is_below;
        fmt::print("{:<28} {:>8}  {}   {}{}\n", each.form, each.bytes, columns(each.forward),
                   columns(each.backward), is_below ? "   below half" : "");
    }
    return is_slow ? 1 : 0;
}
