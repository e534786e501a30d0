// Answers of a person's documents, as HTML, and their days.
#pragma once

#include "gateway/forms/form/level_limits.h"
#include "gateway/network/mhd/summary/summary_document.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::pages {

// Answers to one question, the newest first.
struct AskedQuestion {
    std::vector<const mhd::SummaryEntry*> answers{};
};
// Those of one section, in the order in which the newest document has them; restricted answers stand apart
// from others to the same question.
std::vector<AskedQuestion> questions_of(const mhd::SummaryContent& content, std::size_t section);

class AnswerWriter {
public:
    // All must outlive it. `documents_url` empty: for the person, who opens no document here and to whom no
    // box says anything that is not ticked. `prefix`: of the ids of this person's elements.
    AnswerWriter(const mhd::SummaryContent& content, std::string_view documents_url, std::string_view prefix)
        : content_(content),
          documents_url_(documents_url),
          prefix_(prefix) {}

    std::string value(const mhd::SummaryEntry& entry) const;
    // The same without boxes that are not ticked; empty: nothing is said.
    std::string said(const mhd::SummaryEntry& entry) const;
    std::string sources(const mhd::SummaryEntry& entry) const;
    std::string source(std::size_t number) const;
    // One that is not the answer's own, or lies after the receipt, is marked.
    std::string day(const mhd::SummaryEntry& entry) const;
    std::string named_source(const mhd::SummaryEntry& entry) const; // by title, date and sender
    // All answers but the newest: those of the same day that contradict it, which are marked, or
    // say more, and the one before stand open, others are folded.
    enum class Others : std::uint8_t { all, contradictions };
    std::string others(const AskedQuestion& question, Others shown = Others::all) const;

private:
    enum class Boxes : std::uint8_t { all, ticked };
    std::string parts(const mhd::SummaryEntry& entry, Boxes boxes) const;

    const mhd::SummaryContent& content_;
    std::string_view documents_url_;
    std::string_view prefix_;
};

// A date, a moment or a period, in Japan's time.
std::string time_html(const mhd::SummaryTime& time);
// Which law sets a limit, since when.
std::string basis_html(const form::LevelLimit& limit);

// Where the day comes from on which an answer was given, as people in Japan count days.
enum class DayOrigin : std::uint8_t {
    answer,   // it states one
    document, // it states none, or one that lasts: the document has one
    receipt   // neither has one that can be read
};

struct AnswerDay {
    DayOrigin origin = DayOrigin::receipt;
    const mhd::SummaryTime* stated = nullptr; // of the answer, as it is written; null: it has none
    base::Millis at = 0;                      // when the day begins
    std::int64_t first = 0;                   // days in Japan that it may mean
    std::int64_t last = 0;
    bool is_after_receipt = false; // a slip or an announcement: nothing of that day was known yet

    bool is_newer_than(const AnswerDay& other) const {
        return is_after_receipt != other.is_after_receipt ? other.is_after_receipt : at > other.at;
    }
    bool is_same_day(const AnswerDay& other) const { return first == other.first && last == other.last; }
};

// What lasts (a diagnosis, an allergy, a medicine, a goal) has the day of its newest document: its own date
// is when it began. The content must outlive it.
AnswerDay day_of(const mhd::SummaryContent& content, const mhd::SummaryEntry& entry);
// When something began that lasts; null: it does not, or that is not known.
const mhd::SummaryTime* beginning_of(const mhd::SummaryEntry& entry);

std::string document_link(const mhd::NamedDocument& document, std::string_view documents_url);
std::string document_list(const std::vector<mhd::NamedDocument>& documents, std::string_view documents_url);
// Those that are not named; none: nothing.
std::string more_documents(std::size_t count, std::string_view documents_url);

} // namespace renkei::pages
