// Documents for load tests that differ as documents of different people do: free texts and numbers of one
// filled form are changed, codes, dates and the numbers of organisations are kept, so that each is as valid
// as the form is. The same ones for the same seed.
//   renkei_vary CACHE FORM-FILE COUNT FOLDER [SEED]: FOLDER/00000.json … as FHIR bundles
#include "gateway/core/base/file.h"
#include "gateway/core/text/utf8.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/mapping/fill/fill.h"
#include "gateway/forms/record/reader.h"
#include "gateway/forms/record/recognise/recognise.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

using namespace renkei;

namespace {

using Random = std::mt19937_64;

// Letters that every encoding of the forms has; one is replaced by another of its kind.
struct Kind {
    char32_t first;
    char32_t last;
    std::u32string_view letters;
};
constexpr Kind kinds[] = {
    {0x3042, 0x3093,
     U"あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわん"},
    {0x30A2, 0x30F3,
     U"アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン"},
    {0x4E00, 0x9FFF,
     U"安井上田中山川村木林森石原野島谷橋本口松竹梅春夏秋冬東西南北大小高長明光正和平清水火土金日月年時分国都"
     U"道府県市区町内外前後左右手足目耳心体力食事歩行入浴生活家族"},
};

std::string varied_text(std::string_view text, Random& random) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const text::CodePoint point = text::code_point_at(text, at);
        char32_t letter = point.value;
        for (const Kind& kind : kinds) {
            if (letter >= kind.first && letter <= kind.last) {
                letter = kind.letters[random() % kind.letters.size()];
                break;
            }
        }
        if (letter == point.value) {
            out += text.substr(at, point.size);
        } else {
            text::append(out, letter);
        }
        at += point.size;
    }
    return out;
}

// Another last digit: what is between the limits of the item stays there, whole tens have few of them.
std::string varied_number(std::string_view number, Random& random) {
    std::string out(number);
    if (out.size() > 1 && out.back() >= '1' && out.back() <= '8') {
        out.back() = static_cast<char>('1' + random() % 8);
    }
    return out;
}

void vary(record::Record& record, record::Row& row, Random& random) {
    const form::Form& form = record.form();
    for (const form::Item& item : form.items()) {
        if (item.group != row.group || !row.has(item.slot) || record.value(row, item).absent != nullptr ||
            !form.text(item.literal).empty() || !form.text(item.pattern).empty()) {
            continue;
        }
        const std::string_view was = record.value(row, item).text();
        const bool is_number = item.type == form::ItemType::integer || item.type == form::ItemType::decimal;
        if (item.type == form::ItemType::text || is_number) {
            record.set(
                row, item,
                record.arena().keep(is_number ? varied_number(was, random) : varied_text(was, random)));
        }
    }
    for (const form::GroupId group : form.groups().ids(1)) { // 0 is the document
        const form::GroupKind kind = form.groups()[group].kind;
        const bool is_of_people = kind == form::GroupKind::array || kind == form::GroupKind::numbered ||
                                  kind == form::GroupKind::level;
        if (form.groups()[group].parent == row.group && is_of_people) {
            for (record::Row* inner : record.rows(row, group)) {
                vary(record, *inner, random);
            }
        }
    }
}

int stop(std::string_view why) {
    fmt::print(stderr, "renkei_vary: {}\n", why);
    return 2;
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 5) {
        fmt::print(stderr, "usage: renkei_vary CACHE FORM-FILE COUNT FOLDER [SEED]\n");
        return 3;
    }
    const auto catalogue = catalogue::Catalogue::open_file(argv[1]);
    const auto file = base::read_file(argv[2]);
    if (!catalogue || !file) {
        return stop("the mappings or the form file cannot be read");
    }
    std::vector<const form::Form*> known;
    for (const mapping::Plan& plan : catalogue->plans()) {
        known.push_back(&plan.form());
    }
    diag::Report about;
    const record::Recognised kind = record::recognise(*file, known, {}, {}, about);
    if (kind.content != record::FileContent::form) {
        return stop("this is no form file");
    }
    const mapping::Plan* plan = catalogue->find(kind.form->id(), kind.form->version());
    std::filesystem::create_directories(argv[4]);
    Random random(argc > 5 ? std::strtoull(argv[5], nullptr, 10) : 1);
    mapping::Fill fill(*plan);
    base::Buffer out;
    const int count = std::atoi(argv[3]);
    for (int i = 0; i < count; ++i) {
        record::Record record(plan->form());
        diag::Report report;
        record::Reader reader(plan->form(), *kind.syntax, *file);
        if (!reader.next(record, report) || report.at_least(diag::Severity::error)) {
            return stop("the form file is not accepted");
        }
        vary(record, record.root(), random);
        record.number_rows();
        out.clear();
        fill.run(record, out, report);
        std::ofstream(fmt::format("{}/{:05}.json", argv[4], i), std::ios::binary) << out.view();
    }
    return 0;
}
