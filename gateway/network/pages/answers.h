// Answers of a person's documents, as HTML.
#pragma once

#include "gateway/network/pages/answer_day.h"

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
    // All must outlive it. `prefix`: of the ids of this person's elements.
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
    // All answers but the newest: those of the same day that contradict it, which are marked, or
    // say more, and the one before stand open, others are folded.
    std::string others(const AskedQuestion& question) const;

private:
    enum class Boxes : std::uint8_t { all, ticked };
    std::string parts(const mhd::SummaryEntry& entry, Boxes boxes) const;

    const mhd::SummaryContent& content_;
    std::string_view documents_url_;
    std::string_view prefix_;
};

// A date, a moment or a period, in Japan's time.
std::string time_html(const mhd::SummaryTime& time);

} // namespace renkei::pages
