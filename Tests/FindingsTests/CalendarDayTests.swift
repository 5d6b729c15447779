import Findings
import Foundation
import Testing

struct CalendarDayTests {
  @Test func daysAgreeWithFoundation() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
    for days in Array(stride(from: -10_000, through: 200_000, by: 37)) + [0, 19_782, 20_513, 11_016] {
      let parts = calendar.dateComponents([.year, .month, .day], from: Date(timeIntervalSince1970: Double(days) * 86_400))
      let day = CalendarDay(daysSince1970: days)
      #expect(day.year == parts.year && day.month == parts.month && day.day == parts.day, "\(days)")
      #expect(CalendarDay(day.description) == day)
      #expect(day < CalendarDay(daysSince1970: days + 1))
    }
  }

  @Test(arguments: [
    "", "2027-1-31", "2027-02-29", "2026-00-10", "2026-13-01", "2026-04-31", "2027/01/31", "20270131", "0000-01-01", "2027-01-31T",
    "next year",
  ])
  func nonsenseIsNoDay(_ text: String) { #expect(CalendarDay(text) == nil) }

  @Test func theLastDaysAreTheNearest() {
    #expect(CalendarDay(daysSince1970: .max).description == "9999-12-31")
    #expect(CalendarDay(daysSince1970: .min).description == "0001-01-01")
    #expect(CalendarDay("2028-02-29") != nil)
  }
}
