#include "gateway/core/text/cp932.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>

namespace renkei::text {

namespace {

struct Substitute {
    char32_t lacking;
    char32_t usual;
};

// Letters of names, places and medicine (printed standard forms of 2004, 常用漢字 of 2010), signs. By code
// point.
constexpr Substitute substitutes[] = {
    {U'\u00B7', U'・'}, {U'\u00C5', U'\u212B'}, {U'\u2022', U'・'}, {U'\u2264', U'≦'}, {U'\u2265', U'≧'},
    {U'\u2713', U'レ'}, {U'⻑', U'長'},         {U'㐂', U'喜'},     {U'㔟', U'勢'},    {U'俠', U'侠'},
    {U'俱', U'倶'},     {U'倂', U'併'},         {U'內', U'内'},     {U'剝', U'剥'},    {U'卽', U'即'},
    {U'吞', U'呑'},     {U'吳', U'呉'},         {U'啞', U'唖'},     {U'噓', U'嘘'},    {U'嚙', U'噛'},
    {U'囊', U'嚢'},     {U'塡', U'填'},         {U'姸', U'妍'},     {U'屛', U'屏'},    {U'屢', U'屡'},
    {U'幷', U'并'},     {U'戶', U'戸'},         {U'搔', U'掻'},     {U'摑', U'掴'},    {U'攢', U'攅'},
    {U'槗', U'橋'},     {U'步', U'歩'},         {U'淚', U'涙'},     {U'潑', U'溌'},    {U'瀆', U'涜'},
    {U'焰', U'焔'},     {U'瘦', U'痩'},         {U'禱', U'祷'},     {U'簞', U'箪'},    {U'繡', U'繍'},
    {U'繫', U'繋'},     {U'萊', U'莱'},         {U'蔣', U'蒋'},     {U'蟬', U'蝉'},    {U'蠟', U'蝋'},
    {U'說', U'説'},     {U'軀', U'躯'},         {U'醬', U'醤'},     {U'醱', U'醗'},    {U'錄', U'録'},
    {U'頰', U'頬'},     {U'顚', U'顛'},         {U'驒', U'騨'},     {U'鷗', U'鴎'},    {U'鹼', U'鹸'},
    {U'麴', U'麹'},     {U'麵', U'麺'},         {U'黃', U'黄'},     {U'𠮟', U'叱'},    {U'𠮷', U'吉'},
    {U'𡈽', U'土'},     {U'𣘺', U'橋'},
};

// ² → 2, ⼈ (a radical copied out of a PDF) → 人
char32_t compatible(char32_t value) {
    std::array<std::int32_t, 32> points{static_cast<std::int32_t>(value)};
    const auto options = static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT);
    const auto decomposed =
        utf8proc_decompose_char(points[0], points.data(), points.size(), options, nullptr);
    return decomposed == 1 && in_cp932(static_cast<char32_t>(points[0])) ? static_cast<char32_t>(points[0])
                                                                         : 0;
}

} // namespace

char32_t usual_substitute(char32_t value) {
    const auto* found = std::find_if(std::begin(substitutes), std::end(substitutes),
                                     [&](const Substitute& pair) { return pair.lacking == value; });
    return found == std::end(substitutes) ? compatible(value) : found->usual;
}

} // namespace renkei::text
