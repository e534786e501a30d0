#include "gateway/forms/catalogue/cached_wordings.h"

#include "gateway/core/text/joined.h"
#include "gateway/core/text/words.h"

#include <vector>

namespace renkei::catalogue {
namespace {

// The rows of a table stand one after the other: those of a wording, then those of the next.
struct WordingRow {
    base::Str name;
    base::Str about;
    std::uint64_t readings;
};
struct ReadingRow {
    base::Str name;
    base::Str pattern;
    base::Str signs; // with blanks between them
    base::Str words;
    std::uint32_t says;
    std::uint32_t codes;
};
struct ReadingCodeRow {
    base::Str system;
    base::Str code;
};

} // namespace

void write_wordings(const form::Wordings& wordings, std::uint32_t first_section, base::BlobWriter& cache) {
    std::vector<WordingRow> rows;
    std::vector<ReadingRow> readings;
    std::vector<ReadingCodeRow> codes;
    for (const form::Wording& wording : wordings.all()) {
        rows.push_back({cache.text(wording.name()), cache.text(wording.about()), wording.readings().size()});
        for (const form::Reading& each : wording.readings()) {
            readings.push_back({cache.text(each.name), cache.text(each.pattern),
                                cache.text(text::joined(each.signs, " ")), cache.text(each.words),
                                static_cast<std::uint32_t>(each.says),
                                static_cast<std::uint32_t>(each.codes.size())});
            for (const form::ReadingCode& code : each.codes) {
                codes.push_back({cache.text(code.system), cache.text(code.code)});
            }
        }
    }
    cache.section(first_section, rows);
    cache.section(first_section + 1, readings);
    cache.section(first_section + 2, codes);
}

form::Wordings read_wordings(const base::Blob& cache, std::uint32_t first_section) {
    form::Wordings out;
    auto readings = cache.section<ReadingRow>(first_section + 1);
    auto codes = cache.section<ReadingCodeRow>(first_section + 2);
    for (const WordingRow& wording : cache.section<WordingRow>(first_section)) {
        std::vector<form::Reading> own;
        for (const ReadingRow& each : readings.first(wording.readings)) {
            form::Reading& reading = own.emplace_back();
            reading.name = cache.text(each.name);
            reading.pattern = cache.text(each.pattern);
            for (std::string_view signs = cache.text(each.signs); !signs.empty();) {
                reading.signs.emplace_back(text::next_part(signs, ' '));
            }
            reading.words = cache.text(each.words);
            reading.says = static_cast<form::Says>(each.says);
            for (const ReadingCodeRow& code : codes.first(each.codes)) {
                reading.codes.push_back(
                    {std::string(cache.text(code.system)), std::string(cache.text(code.code))});
            }
            codes = codes.subspan(each.codes);
        }
        readings = readings.subspan(wording.readings);
        out.add(form::Wording(std::string(cache.text(wording.name)), std::string(cache.text(wording.about)),
                              std::move(own)));
    }
    return out;
}

} // namespace renkei::catalogue
