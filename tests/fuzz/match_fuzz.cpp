// Any bytes as a foreign bundle: what a form reads out of it is stable (B(F(B(b))) = B(b), nothing lost the
// second time), every loss stands at its own leaf, and the record can be written in every syntax of the form.
#include "gateway/core/json/parser.h"
#include "gateway/forms/mapping/fill/fill.h"
#include "gateway/forms/mapping/match/match.h"
#include "gateway/forms/record/name/file_name.h"
#include "gateway/forms/record/reader.h"
#include "gateway/forms/record/writer.h"
#include "generated/messages/conversion.h"

#include "tests/fuzz/mappings.h"
#include "tests/fuzz/target.h"

#include <algorithm>
#include <deque>

namespace renkei::fuzz::match_fuzz {

namespace {

bool is_note(diag::Message message) {
    switch (message) {
    case diag::message::loss_normalised:
    case diag::message::loss_precision_cut:
    case diag::message::loss_zone_normalised:
    case diag::message::loss_translated: return true;
    default: return false;
    }
}

// A lens of one form with its working memory.
struct Lens {
    explicit Lens(const mapping::Plan& plan_of_form)
        : plan(plan_of_form),
          fill(plan_of_form),
          matcher(plan_of_form),
          record(plan_of_form.form()),
          again(plan_of_form.form()) {
        for (const form::Syntax& syntax : plan.form().syntaxes()) {
            writers.emplace_back(plan.form(), syntax, record::WriteOptions{});
        }
    }
    const mapping::Plan& plan;
    mapping::Fill fill;
    mapping::Matcher matcher;
    record::Record record;
    record::Record again;
    std::deque<record::Writer> writers;
};

std::deque<Lens>& lenses() {
    static std::deque<Lens> all = [] {
        std::deque<Lens> out;
        for (const mapping::Plan& plan : fuzz::catalogue().plans()) {
            out.emplace_back(plan);
        }
        return out;
    }();
    return all;
}

void require_one_loss_a_leaf(const json::Tree& tree, const diag::Report& loss) {
    std::vector<std::uint64_t> places;
    for (const diag::Finding& finding : loss.findings()) {
        require(finding.where.offset < tree.input().size(), "a loss stands in the bundle");
        if (!is_note(finding.message) && finding.item.empty()) {
            places.push_back(finding.where.offset);
        }
    }
    std::ranges::sort(places);
    require(std::ranges::adjacent_find(places) == places.end(), "one loss a leaf");
}

void require_stable(Lens& lens) {
    static json::Parser parser(fuzz::catalogue().names());
    static json::Tree tree;
    const std::string read = record::canonical_text(lens.record);
    base::Buffer bundle;
    diag::Report unsayable;
    lens.fill.run(lens.record, bundle, unsayable);
    require(unsayable.empty(), "what was read can be said");
    require(parser.parse(bundle, tree).has_value(), "what is written is JSON");
    diag::Report loss;
    require(lens.matcher.run(tree, lens.again, loss).has_value(),
            "what is written is a document of the form");
    for (const diag::Finding& finding : loss.findings()) {
        fmt::print(stderr, "{}\n", diag::to_text(finding, diag::Language::english));
    }
    require(loss.empty(), "what is written is read whole");
    fuzz::require_same(read, record::canonical_text(lens.again), "B(F(B(b))) = B(b)");
}

void write_all(Lens& lens) {
    std::size_t at = 0;
    for (const form::Syntax& syntax : lens.plan.form().syntaxes()) {
        std::string out;
        diag::Report report;
        lens.writers[at++].write(lens.record, out, report);
        const std::string name = record::file_name(lens.record, syntax);
        require(name.find_first_of("/\\") == std::string::npos && !name.starts_with('.'),
                "a name stays in its folder");
        record::Record back(lens.plan.form());
        record::Reader reader(lens.plan.form(), syntax, out, {.read_mode = record::ReadMode::lenient});
        diag::Report found;
        reader.next(back, found);
    }
}

} // namespace

FUZZ_TARGET(match)(const std::uint8_t* data, std::size_t size) {
    static json::Parser parser(fuzz::catalogue().names());
    static json::Tree tree;
    if (!parser.parse({reinterpret_cast<const char*>(data), size}, tree)) {
        return 0;
    }
    for (Lens& lens : lenses()) {
        diag::Report loss;
        if (!lens.matcher.run(tree, lens.record, loss)) {
            continue;
        }
        lens.record.number_rows();
        require_one_loss_a_leaf(tree, loss);
        require_stable(lens);
        write_all(lens);
    }
    return 0;
}

} // namespace renkei::fuzz::match_fuzz
